import { getRouteApi } from '@tanstack/react-router'
import { PageHeader } from '../../components/PageHeader'

const route = getRouteApi('/shell/runs/$id')

export default function RunPage() {
  const params = route.useParams()
  return <PageHeader title={params.id} lead="A run." />
}
