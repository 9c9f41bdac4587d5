import { Button, MultiSelect } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ended } from '../../api/events'
import { problemOf } from '../../api/problem'
import { runsQuery } from '../../api/runs'
import { syncsQuery } from '../../api/syncs'
import { EmptyState } from '../../components/EmptyState'
import { FilterChoice, Filters, useParameter } from '../../components/Filters'
import filters from '../../components/Filters.module.css'
import { NoSuchSync } from '../../components/NoSuchSync'
import { PageHeader } from '../../components/PageHeader'
import { Pager } from '../../components/Pager'
import { ProblemNotice } from '../../components/ProblemNotice'
import { RunsTable } from '../../components/RunsTable'
import { statuses } from '../../components/StatusBadge'
import { beginOf, periods } from './period'
import { statusesOf } from './search'

const route = getRouteApi('/shell/runs')

export default function RunsPage() {
  const { sync, status, period, after } = route.useSearch()
  const chosen = statusesOf(status)
  const syncs = useQuery(syncsQuery)
  const runs = useQuery({
    ...runsQuery({
      limit: 50,
      sync,
      after,
      since: beginOf(period),
      status: chosen.length > 0 ? chosen : undefined,
    }),
    // What goes on is followed; what may begin is looked for now and then.
    refetchInterval: (query) =>
      query.state.data?.items.some((run) => !ended(run)) ? 1_500 : after ? false : 10_000,
  })
  return (
    <>
      <PageHeader title="Runs" lead="What was sent, and what became of every row." />
      <Filters>
        <FilterChoice
          name="sync"
          label="Sync"
          all="All syncs"
          options={(syncs.data?.items ?? []).map(({ name }) => ({ value: name, label: name }))}
        />
        <FilterChoice name="period" label="Period" all="Any time" options={periods} />
        <Statuses />
      </Filters>
      <ProblemNotice problem={runs.error ? problemOf(runs.error) : undefined} />
      {!runs.error && (
        <RunsTable
          label="Runs, newest first"
          runs={runs.data?.items}
          stale={runs.isPlaceholderData}
          expect={12}
          empty={
            sync && syncs.data?.items.every(({ name }) => name !== sync) ? (
              <NoSuchSync name={sync} all="All runs" />
            ) : sync || status || period ? (
              <EmptyState icon={IconPlayerPlay} title="No run is like that">
                Choose other filters.
              </EmptyState>
            ) : (
              <EmptyState
                icon={IconPlayerPlay}
                title="Nothing has run yet"
                action={
                  <Button component={Link} to="/syncs">
                    Go to syncs
                  </Button>
                }
              >
                Runs of syncs are listed here, with what became of every row. Open a sync and run it, or give
                it a schedule.
              </EmptyState>
            )
          }
        />
      )}
      <Pager next={runs.data?.next} label="runs" />
    </>
  )
}

/** Statuses narrows the list to runs of any of some statuses. */
function Statuses() {
  const [value, choose] = useParameter('status')
  const chosen: string[] = statusesOf(value)
  return (
    <MultiSelect
      size="xs"
      w={{ base: '100%', xs: 260 }}
      aria-label="Statuses"
      classNames={{ inputField: filters.all }}
      placeholder={chosen.length === 0 ? 'All statuses' : undefined}
      data={Object.entries(statuses).map(([value, { label }]) => ({ value, label }))}
      value={chosen}
      clearable
      clearButtonProps={{ 'aria-label': 'All statuses' }}
      onChange={(all) => choose(all.join(','))}
    />
  )
}
