import { getRouteApi } from '@tanstack/react-router'
import { PageHeader } from '../../components/PageHeader'

const route = getRouteApi('/shell/syncs/$sync/rows/$key')

export default function StoryPage() {
  const params = route.useParams()
  return <PageHeader title={params.key} lead="What became of this row, over all runs." />
}
