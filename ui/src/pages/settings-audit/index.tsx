import { Section } from '../../components/Section'

export default function SettingsAuditPage() {
  return <Section title="Audit" lead="Who changed what, and when." />
}
