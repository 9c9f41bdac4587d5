import { Progress, Text } from '@mantine/core'
import { IconPlayerPause } from '@tabler/icons-react'
import type { Run, Sync } from '../../api/schema'
import { Badge } from '../../components/Badge'
import { Count } from '../../components/Count'
import { Nothing } from '../../components/Nothing'
import { StatusBadge } from '../../components/StatusBadge'
import classes from './SyncTable.module.css'
import { stateOf } from './states'

/** State is what goes on with a sync, with its progress, or how its last run ended. */
export function State({ sync, run }: { sync: Sync; run: Run | undefined }) {
  const state = stateOf(sync)
  if (state === 'running' && run) {
    return (
      <span className={classes.progress}>
        <StatusBadge status="running" />
        {run.total > 0 ? (
          <>
            <Progress
              size={4}
              value={(100 * run.done) / run.total}
              aria-label={`Progress of ${sync.name}`}
              color="var(--busy)"
            />
            <Text component="span" size="xs" c="dimmed">
              <Count of={run.done} /> of <Count of={run.total} />
            </Text>
          </>
        ) : (
          <Text component="span" size="xs" c="dimmed">
            <Count of={run.counts.read} /> read
          </Text>
        )}
      </span>
    )
  }
  if (state) {
    return <StatusBadge status={state} counts={run?.status === state ? run.counts : undefined} />
  }
  if (sync.paused) {
    return (
      <Badge tone="idle" icon={IconPlayerPause}>
        Paused
      </Badge>
    )
  }
  return <Nothing label="never run" />
}
