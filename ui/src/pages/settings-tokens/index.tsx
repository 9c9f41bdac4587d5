import { Section } from '../../components/Section'

export default function SettingsTokensPage() {
  return <Section title="Tokens" lead="Access for programs." />
}
