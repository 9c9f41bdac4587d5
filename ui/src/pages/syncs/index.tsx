import { PageHeader } from '../../components/PageHeader'

export default function SyncsPage() {
  return <PageHeader title="Syncs" lead="Which rows go where, how and when." />
}
