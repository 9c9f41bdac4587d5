import { PageHeader } from '../../components/PageHeader'

export default function SearchPage() {
  return <PageHeader title="Search" lead="Where an order, a customer or a reference is." />
}
