import { getRouteApi } from '@tanstack/react-router'
import { PageHeader } from '../../components/PageHeader'

const route = getRouteApi('/shell/syncs/$name')

export default function SyncPage() {
  const params = route.useParams()
  return <PageHeader title={params.name} lead="A sync." />
}
