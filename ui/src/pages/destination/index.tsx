import { getRouteApi } from '@tanstack/react-router'
import { PageHeader } from '../../components/PageHeader'

const route = getRouteApi('/shell/destinations/$name')

export default function DestinationPage() {
  const params = route.useParams()
  return <PageHeader title={params.name} lead="A destination." />
}
