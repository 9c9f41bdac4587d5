import { PageHeader } from '../../components/PageHeader'

export default function OverviewPage() {
  return <PageHeader title="Overview" lead="What goes on, what failed, and what comes next." />
}
