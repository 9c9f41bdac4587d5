import { Button, Group } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useNavigate, useRouter, useRouterState, useSearch } from '@tanstack/react-router'

/**
 * Pager goes through a list by its keyset: `after` in the URL is where the page begins. Lists know what
 * follows and not what came before, so that "Previous" is the browser's way back, or else the first page.
 */
export function Pager({ next, label }: { next: string | undefined; label: string }) {
  const navigate = useNavigate()
  const router = useRouter()
  const deeper = useRouterState({ select: (state) => state.location.state.deeper ?? 0 })
  const after = useSearch({
    strict: false,
    select: (search) => ('after' in search ? search.after : undefined),
  })
  if (!next && !after) {
    return null
  }
  const go = (to: string | undefined, depth: number) =>
    navigate({ to: '.', search: (all) => ({ ...all, after: to }), state: { deeper: depth } })
  return (
    <Group component="nav" aria-label={`Pages of ${label}`} justify="flex-end" gap="xs" mt="sm">
      <Button
        variant="default"
        size="xs"
        disabled={!after}
        leftSection={<IconChevronLeft size={15} aria-hidden />}
        onClick={() => (deeper > 0 ? router.history.back() : go(undefined, 0))}
      >
        {after && deeper === 0 ? 'First page' : 'Previous'}
      </Button>
      <Button
        variant="default"
        size="xs"
        disabled={!next}
        rightSection={<IconChevronRight size={15} aria-hidden />}
        onClick={() => go(next, deeper + 1)}
      >
        Next
      </Button>
    </Group>
  )
}
