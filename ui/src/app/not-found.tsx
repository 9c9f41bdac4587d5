import { Anchor, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { PageHeader } from '../components/PageHeader'

/** NotFound is the page of a URL that means nothing. */
export function NotFound() {
  return (
    <Stack gap="sm" maw={640}>
      <PageHeader title="There is no such page" />
      <Text>
        The address may be mistyped, or what it named may be gone. Search for an order in the field above, or
        go to the{' '}
        <Anchor component={Link} to="/">
          overview
        </Anchor>
        .
      </Text>
    </Stack>
  )
}
