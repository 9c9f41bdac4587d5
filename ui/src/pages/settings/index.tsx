import { Box } from '@mantine/core'
import { linkOptions, Outlet } from '@tanstack/react-router'
import { PageHeader } from '../../components/PageHeader'
import { Subnavigation } from '../../components/Subnavigation'

const places = [
  { label: 'People', link: linkOptions({ to: '/settings/people' }) },
  { label: 'Tokens', link: linkOptions({ to: '/settings/tokens' }) },
  { label: 'Secrets', link: linkOptions({ to: '/settings/secrets' }) },
  { label: 'Alerts', link: linkOptions({ to: '/settings/alerts' }) },
  { label: 'Retention', link: linkOptions({ to: '/settings/retention' }) },
  { label: 'Audit', link: linkOptions({ to: '/settings/audit' }) },
  { label: 'About', link: linkOptions({ to: '/settings/about' }) },
]

/** The frame of all settings; each is a page of its own. */
export default function SettingsPage() {
  return (
    <>
      <PageHeader title="Settings" />
      <Subnavigation label="Settings" places={places} />
      <Box maw={880}>
        <Outlet />
      </Box>
    </>
  )
}
