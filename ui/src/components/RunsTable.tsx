import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Run } from '../api/schema'
import { Count } from './Count'
import { type Column, DataTable } from './DataTable'
import { Duration } from './Duration'
import { decisionOf } from './decision'
import { Nothing } from './Nothing'
import { StatusBadge } from './StatusBadge'
import { Time } from './Time'

/** What started a run, as people say it. */
export const triggers: Record<string, string> = {
  manual: 'By hand',
  schedule: 'Schedule',
  api: 'API',
  after: 'After a sync',
  retry: 'Retry',
  cli: 'Command line',
  demo: 'The demo',
}

const columns: (Column<Run> & { name: string })[] = [
  {
    name: 'sync',
    header: 'Sync',
    cell: (run) => <span style={{ display: 'inline-block', minWidth: 160 }}>{run.sync}</span>,
  },
  {
    name: 'started',
    header: 'Started',
    narrow: 'bare',
    cell: (run) => (
      <span style={{ whiteSpace: 'nowrap' }}>
        {run.started_at ? <Time at={run.started_at} /> : run.status === 'queued' ? 'Waits' : <Nothing />}
      </span>
    ),
  },
  {
    name: 'status',
    header: 'Status',
    narrow: 'bare',
    cell: (run) => <StatusBadge status={run.status} counts={run.counts} decided={decisionOf(run)} />,
  },
  {
    name: 'accepted',
    header: 'Accepted',
    align: 'right',
    cell: (run) => <Count of={run.counts.accepted} quiet />,
  },
  {
    name: 'unconfirmed',
    header: 'Unconfirmed',
    align: 'right',
    cell: (run) => <Bad n={run.counts.unconfirmed} tone="late" />,
  },
  {
    name: 'refused',
    header: 'Refused',
    align: 'right',
    cell: (run) => <Bad n={run.untried ? 0 : run.counts.rejected + (run.counts.undeleted ?? 0)} tone="bad" />,
  },
  {
    name: 'deferred',
    header: 'Deferred',
    align: 'right',
    cell: (run) => <Bad n={run.counts.deferred} tone="late" />,
  },
  {
    name: 'in_doubt',
    header: 'In doubt',
    align: 'right',
    cell: (run) => <Bad n={run.counts.in_doubt} tone="doubt" />,
  },
  { name: 'read', header: 'Read', align: 'right', cell: (run) => <Count of={run.read} quiet /> },
  {
    name: 'took',
    header: 'Took',
    align: 'right',
    cell: (run) => (
      <span style={{ whiteSpace: 'nowrap' }}>
        <Duration seconds={run.started_at ? run.seconds : undefined} />
      </span>
    ),
  },
  {
    name: 'by',
    header: 'Started by',
    narrow: 'hidden',
    cell: (run) => (
      <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
        {triggers[run.trigger] ?? run.trigger}
      </Text>
    ),
  },
]

function Bad({ n, tone }: { n: number; tone: 'bad' | 'late' | 'doubt' }) {
  return n === 0 ? (
    <Count of={0} quiet />
  ) : (
    <span style={{ color: `var(--${tone})`, fontWeight: 550 }}>
      <Count of={n} />
    </span>
  )
}

interface RunsTableProps {
  label: string
  runs: readonly Run[] | undefined
  empty: ReactNode
  /** Whether all of them are of one sync, whose name need not stand in every line. */
  one?: boolean
  expect?: number
  stale?: boolean
}

/** RunsTable lists runs, each a link to its page. */
export function RunsTable({ label, runs, empty, one = false, expect, stale }: RunsTableProps) {
  return (
    <DataTable
      label={label}
      // Of many syncs, what became of the rows matters more than how many were read.
      columns={columns.filter((column) => column.name !== (one ? 'sync' : 'read'))}
      rows={runs}
      rowKey={(run) => run.id}
      rowLink={(run) => ({ to: '/runs/$id', params: { id: run.id } })}
      empty={empty}
      expect={expect}
      stale={stale}
    />
  )
}
