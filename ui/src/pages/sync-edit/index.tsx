import { getRouteApi } from '@tanstack/react-router'
import { PageHeader } from '../../components/PageHeader'

const route = getRouteApi('/shell/syncs/$name/edit')

export default function SyncEditPage() {
  const params = route.useParams()
  return <PageHeader title={params.name} lead="Change the sync." />
}
