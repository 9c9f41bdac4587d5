import { PageHeader } from '../../components/PageHeader'

export default function SourceNewPage() {
  return <PageHeader title="Add source" lead="A database or files." />
}
