import { PageHeader } from '../../components/PageHeader'

export default function AccountPage() {
  return <PageHeader title="Your account" lead="Your name, your password, and where you are signed in." />
}
