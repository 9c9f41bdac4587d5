import type { Run, Sync } from '../../api/schema'
import { statuses, statusOf } from '../../components/StatusBadge'

/** What syncs can be filtered by: what goes on, or how the last run ended. */
export const states = [
  { value: 'running', label: 'Running' },
  { value: 'queued', label: 'Queued' },
  ...(['completed', 'completed_with_rejections', 'failed', 'held', 'cancelled'] as const).map((value) => ({
    value,
    label: statuses[value].label,
  })),
  { value: 'paused', label: 'Paused' },
  { value: 'never', label: 'Never run' },
]

/** stateOf is what goes on with a sync, else how its last run ended; undefined if it never ran. */
export function stateOf(sync: Sync): Run['status'] | undefined {
  return sync.running ? 'running' : sync.queued ? 'queued' : sync.held ? 'held' : statusOf(sync.last_status)
}

interface Filter {
  q?: string
  status?: string
  destination?: string
}

export function matching(sync: Sync, { q, status, destination }: Filter): boolean {
  const text = [sync.name, sync.model, sync.destination, sync.operation].join(' ').toLowerCase()
  const state = stateOf(sync) ?? 'never'
  return (
    (!q || text.includes(q.toLowerCase())) &&
    (!destination || sync.destination === destination) &&
    (!status || (status === 'paused' ? sync.paused : status === state))
  )
}
