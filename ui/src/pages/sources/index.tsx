import { PageHeader } from '../../components/PageHeader'

export default function SourcesPage() {
  return <PageHeader title="Sources" lead="Databases and files that rows come from." />
}
