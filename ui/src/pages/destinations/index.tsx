import { PageHeader } from '../../components/PageHeader'

export default function DestinationsPage() {
  return <PageHeader title="Destinations" lead="Where records go." />
}
