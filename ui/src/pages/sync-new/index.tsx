import { PageHeader } from '../../components/PageHeader'

export default function SyncNewPage() {
  return <PageHeader title="Add sync" lead="A model, a destination, and how one becomes the other." />
}
