import { Progress, Text } from '@mantine/core'
import { IconPlayerPause } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { runQuery } from '../../api/runs'
import type { Sync } from '../../api/schema'
import { Badge } from '../../components/Badge'
import { Count } from '../../components/Count'
import { useLastDecision } from '../../components/decision'
import { Nothing } from '../../components/Nothing'
import { StatusBadge } from '../../components/StatusBadge'
import classes from './SyncTable.module.css'
import { stateOf } from './states'

/** State is what goes on with a sync, with its progress, or how its last run ended. */
export function State({ sync }: { sync: Sync }) {
  const state = stateOf(sync)
  const decided = useLastDecision(sync)
  if (sync.running) {
    return <Going name={sync.name} run={sync.running} />
  }
  if (state) {
    return (
      <StatusBadge
        status={state}
        counts={sync.last_counts}
        decided={state === 'cancelled' ? decided : undefined}
      />
    )
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

// Read every now and then: a stream for each of them would use up the browser's connections.
function Going({ name, run: id }: { name: string; run: string }) {
  const { data: run } = useQuery({ ...runQuery(id), refetchInterval: 1_500 })
  return (
    <span className={classes.progress}>
      <StatusBadge status="running" />
      {run && run.total > 0 && (
        <>
          <Progress
            size={4}
            value={(100 * run.done) / run.total}
            aria-label={`Progress of ${name}`}
            color="var(--busy)"
          />
          <Text component="span" size="xs" c="dimmed">
            <Count of={run.done} /> of <Count of={run.total} />
          </Text>
        </>
      )}
      {run?.total === 0 && (
        <Text component="span" size="xs" c="dimmed">
          <Count of={run.counts.read} /> read
        </Text>
      )}
    </span>
  )
}
