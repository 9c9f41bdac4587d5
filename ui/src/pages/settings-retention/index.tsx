import { Section } from '../../components/Section'

export default function SettingsRetentionPage() {
  return <Section title="Retention" lead="How long captures and rows of runs are kept." />
}
