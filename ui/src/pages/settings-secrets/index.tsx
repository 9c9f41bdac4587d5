import { Section } from '../../components/Section'

export default function SettingsSecretsPage() {
  return <Section title="Secrets" lead="What is kept encrypted. It is never shown again." />
}
