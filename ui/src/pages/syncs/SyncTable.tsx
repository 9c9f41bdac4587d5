import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { overviewQuery } from '../../api/overview'
import type { Sync } from '../../api/schema'
import { DataTable } from '../../components/DataTable'
import { Nothing } from '../../components/Nothing'
import { Time } from '../../components/Time'
import { Attention } from './Attention'
import { LastRows } from './LastRows'
import { State } from './State'
import { SyncActions } from './SyncActions'
import classes from './SyncTable.module.css'

/** SyncTable is one line for each sync. */
export function SyncTable({ syncs, empty }: { syncs: readonly Sync[] | undefined; empty: ReactNode }) {
  const { data: overview } = useQuery(overviewQuery)
  return (
    <DataTable
      label="Syncs"
      rows={syncs}
      rowKey={(sync) => sync.name}
      rowLink={(sync) => ({ to: '/syncs/$name', params: { name: sync.name } })}
      expect={6}
      empty={empty}
      columns={[
        {
          header: 'Sync',
          cell: (sync) => (
            <>
              {sync.name}
              <Text component="span" className={classes.way}>
                {sync.model} → {sync.destination} · {sync.operation}
              </Text>
            </>
          ),
        },
        { header: 'Status', width: 190, narrow: 'bare', cell: (sync) => <State sync={sync} /> },
        {
          header: 'Last run',
          width: 130,
          narrow: 'bare',
          cell: (sync) =>
            sync.last_at ? <Time at={sync.last_at} show="relative" /> : <Nothing label="never" />,
        },
        { header: 'Accepted', width: 110, align: 'right', cell: (sync) => <LastRows sync={sync} /> },
        {
          header: 'Needs attention',
          width: 160,
          narrow: 'bare',
          cell: (sync) => <Attention sync={sync} overview={overview} />,
        },
        { header: 'Next run', width: 140, cell: (sync) => <NextRun sync={sync} /> },
        {
          header: 'Actions',
          width: 60,
          align: 'right',
          narrow: 'corner',
          quiet: true,
          cell: (sync) => <SyncActions sync={sync} />,
        },
      ]}
    />
  )
}

function NextRun({ sync }: { sync: Sync }) {
  const quiet = (words: string) => (
    <Text data-none component="span" size="sm" c="dimmed" title={`Runs ${sync.schedule}`}>
      {words}
    </Text>
  )
  if (sync.paused) {
    return quiet('Paused')
  }
  const next = sync.next_runs?.[0]
  if (next) {
    return <Time at={next} show="relative" />
  }
  if (!/^after /.test(sync.schedule)) {
    return quiet('By hand')
  }
  return quiet(sync.idle ? `None: it ${sync.idle}` : sync.schedule)
}
