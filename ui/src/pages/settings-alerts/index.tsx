import { Section } from '../../components/Section'

export default function SettingsAlertsPage() {
  return <Section title="Alerts" lead="Who is told when something goes wrong." />
}
