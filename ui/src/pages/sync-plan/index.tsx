import { getRouteApi } from '@tanstack/react-router'
import { PageHeader } from '../../components/PageHeader'

const route = getRouteApi('/shell/syncs/$name/plan')

export default function SyncPlanPage() {
  const params = route.useParams()
  return <PageHeader title={params.name} lead="What would be sent." />
}
