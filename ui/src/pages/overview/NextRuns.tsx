import { Text } from '@mantine/core'
import type { Sync } from '../../api/schema'
import { useMay } from '../../api/session'
import { isScheduled } from '../../api/syncs'
import { type Column, DataTable } from '../../components/DataTable'
import { LinkAnchor } from '../../components/Links'
import { Section } from '../../components/Section'
import { Time } from '../../components/Time'
import { Paused } from './Paused'

const shown = 6

const plan: Column<Sync> = {
  header: 'Plan',
  quiet: true,
  narrow: 'bare',
  align: 'right',
  cell: ({ name }) => (
    <LinkAnchor to="/syncs/$name/plan" params={{ name }} size="sm" aria-label={`What it would send: ${name}`}>
      What it would send
    </LinkAnchor>
  ),
}

/** NextRuns is what schedules will start, the soonest first, and which of them are paused. */
export function NextRuns({ syncs }: { syncs: readonly Sync[] | undefined }) {
  const may = useMay('run')
  const due = syncs
    ?.filter((sync) => !sync.paused && sync.next_runs.length > 0)
    .sort((a, b) => Date.parse(a.next_runs[0] ?? '') - Date.parse(b.next_runs[0] ?? ''))
    .slice(0, shown)
  const paused = syncs?.filter((sync) => sync.paused && isScheduled(sync)).map(({ name }) => name) ?? []
  return (
    <Section title="Next runs">
      {paused.length > 0 && (
        <div style={{ marginBottom: 16 }}>
          <Paused names={paused} />
        </div>
      )}
      {syncs && due?.length === 0 ? (
        <NoneDue syncs={syncs} />
      ) : (
        <DataTable
          label="Next runs"
          rows={due}
          rowKey={(sync) => sync.name}
          rowLink={(sync) => ({ to: '/syncs/$name', params: { name: sync.name } })}
          expect={3}
          empty={null}
          columns={[
            { header: 'Sync', cell: (sync) => sync.name },
            {
              header: 'When',
              narrow: 'bare',
              cell: (sync) => <Time at={sync.next_runs[0]} show="relative" />,
            },
            { header: 'Runs', narrow: 'bare', cell: (sync) => sync.schedule },
            ...(may ? [plan] : []),
          ]}
        />
      )}
    </Section>
  )
}

function NoneDue({ syncs }: { syncs: readonly Sync[] }) {
  const scheduled = syncs.filter(isScheduled)
  if (scheduled.length > 0) {
    return scheduled.every((sync) => sync.paused) ? null : (
      <Text size="sm" c="dimmed">
        No run is due by the clock: what has a schedule runs after another sync, or is paused.
      </Text>
    )
  }
  return (
    <Text size="sm" c="dimmed">
      No sync has a schedule: each runs when somebody asks for it. Open one under{' '}
      <LinkAnchor to="/syncs" size="sm">
        Syncs
      </LinkAnchor>{' '}
      to give it a schedule, or to see in its plan what a run would send now.
    </Text>
  )
}
