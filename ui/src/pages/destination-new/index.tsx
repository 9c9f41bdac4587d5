import { PageHeader } from '../../components/PageHeader'

export default function DestinationNewPage() {
  return <PageHeader title="Add destination" lead="An account at a platform." />
}
