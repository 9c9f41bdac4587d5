import { getRouteApi } from '@tanstack/react-router'
import { PageHeader } from '../../components/PageHeader'

const route = getRouteApi('/shell/runs/$id/rows/$key')

export default function RowPage() {
  const params = route.useParams()
  return <PageHeader title={params.key} lead="What was sent, and what was answered." />
}
