import { PageHeader } from '../../components/PageHeader'

export default function InDoubtPage() {
  return (
    <PageHeader
      title="In doubt"
      lead="Rows that were sent and got no answer. Nobody knows whether they were recorded."
    />
  )
}
