import { Text } from '@mantine/core'
import type { Schedule } from '../spec'

/** Upcoming says a schedule in words. The server tells the times once the sync is saved. */
export function Upcoming({ words }: { schedule: Schedule; words: string }) {
  return (
    <Text size="sm" c="dimmed">
      It runs {words}. The next times are shown with the sync once it is saved.
    </Text>
  )
}
