import { PageHeader } from '../../components/PageHeader'

export default function ModelNewPage() {
  return <PageHeader title="Add model" lead="A query, a table or a dbt model." />
}
