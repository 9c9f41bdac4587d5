import { Text } from '@mantine/core'
import type { Sync } from '../api/schema'
import { DataTable } from './DataTable'
import { useLastDecision } from './decision'
import { Nothing } from './Nothing'
import { Section } from './Section'
import { StatusBadge, statusOf } from './StatusBadge'
import { Time } from './Time'

/** SyncUsers are the syncs that use something, and how they are. */
export function SyncUsers({
  syncs,
  empty,
  lead,
}: {
  syncs: Sync[] | undefined
  empty: string
  lead?: string
}) {
  if (syncs?.length === 0) {
    return (
      <Section title="Syncs">
        <Text size="sm" c="dimmed">
          {empty}
        </Text>
      </Section>
    )
  }
  return (
    <Section title="Syncs" lead={lead}>
      <DataTable
        label="Syncs that use it"
        rows={syncs}
        expect={2}
        rowKey={(sync) => sync.name}
        rowLink={(sync) => ({ to: '/syncs/$name', params: { name: sync.name } })}
        empty={null}
        columns={[
          { header: 'Sync', cell: (sync) => sync.name },
          { header: 'Model', cell: (sync) => sync.model },
          { header: 'Operation', cell: (sync) => sync.operation },
          {
            header: 'Last run',
            narrow: 'bare',
            cell: (sync) => <LastStatus sync={sync} />,
          },
          {
            header: 'When',
            narrow: 'bare',
            align: 'right',
            cell: (sync) => <Time at={sync.last_at} show="relative" />,
          },
        ]}
      />
    </Section>
  )
}

function LastStatus({ sync }: { sync: Sync }) {
  const status = sync.held ? 'held' : statusOf(sync.last_status)
  const decided = useLastDecision(sync)
  return status ? (
    <StatusBadge status={status} counts={sync.last_counts} decided={decided} />
  ) : (
    <Nothing label="never" />
  )
}
