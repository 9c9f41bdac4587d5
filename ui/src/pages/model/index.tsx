import { getRouteApi } from '@tanstack/react-router'
import { PageHeader } from '../../components/PageHeader'

const route = getRouteApi('/shell/models/$name')

export default function ModelPage() {
  const params = route.useParams()
  return <PageHeader title={params.name} lead="A model." />
}
