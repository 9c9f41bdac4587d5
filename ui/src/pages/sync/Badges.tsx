import { IconPlayerPause } from '@tabler/icons-react'
import type { Sync } from '../../api/schema'
import { Badge } from '../../components/Badge'
import { useLastDecision } from '../../components/decision'
import { StatusBadge, statusOf } from '../../components/StatusBadge'

/** Badges are how a sync is: what goes on, or how its last run ended, and whether it is paused. */
export function Badges({ sync }: { sync: Sync }) {
  const status = sync.running
    ? 'running'
    : sync.queued
      ? 'queued'
      : sync.held
        ? 'held'
        : statusOf(sync.last_status)
  const decided = useLastDecision(sync)
  return (
    <>
      {status && (
        <StatusBadge
          status={status}
          counts={sync.last_counts}
          decided={status === 'cancelled' ? decided : undefined}
        />
      )}
      {sync.paused && (
        <Badge tone="idle" icon={IconPlayerPause}>
          Paused
        </Badge>
      )}
    </>
  )
}
