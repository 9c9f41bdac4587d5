import { Section } from '../../components/Section'

export default function SettingsPeoplePage() {
  return <Section title="People" lead="Who may do what." />
}
