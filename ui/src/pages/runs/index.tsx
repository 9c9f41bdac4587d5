import { PageHeader } from '../../components/PageHeader'

export default function RunsPage() {
  return <PageHeader title="Runs" lead="What was sent, and what became of every row." />
}
