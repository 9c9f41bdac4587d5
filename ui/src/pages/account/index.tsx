import { SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { LinkAnchor } from '../../components/Links'
import { PageHeader } from '../../components/PageHeader'
import { Section } from '../../components/Section'
import { Password } from './Password'
import { Profile } from './Profile'
import { Sessions } from './Sessions'

const schemes = [
  { value: 'auto', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const

/** What is one's own: name, password, sessions, and how the interface looks. */
export default function AccountPage() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <>
      <PageHeader title="Your account" />
      <Section title="You" lead="Times are shown in the time zone of your browser; point at one to see UTC.">
        <Profile />
      </Section>
      <Section title="Password" lead="All your other sessions end when you change it.">
        <Password />
      </Section>
      <Section title="Sessions" lead="A session ends after 30 days, or 7 days without use.">
        <Sessions />
      </Section>
      <Section title="Colours" lead="Kept in this browser.">
        <SegmentedControl
          aria-label="Colours"
          w="fit-content"
          data={[...schemes]}
          value={colorScheme}
          onChange={(value) => setColorScheme(schemes.find((s) => s.value === value)?.value ?? 'auto')}
        />
      </Section>
      <Section title="Tokens">
        <LinkAnchor to="/settings/tokens" size="sm">
          Your API tokens
        </LinkAnchor>
      </Section>
    </>
  )
}
