import { getRouteApi } from '@tanstack/react-router'
import { PageHeader } from '../../components/PageHeader'

const route = getRouteApi('/shell/sources/$name')

export default function SourcePage() {
  const params = route.useParams()
  return <PageHeader title={params.name} lead="A source." />
}
