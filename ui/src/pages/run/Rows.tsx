import { Anchor, Group, Text } from '@mantine/core'
import { IconListSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ended } from '../../api/events'
import { problemOf } from '../../api/problem'
import { rowsQuery } from '../../api/runs'
import type { Row, Run } from '../../api/schema'
import { useMay } from '../../api/session'
import { useGone } from '../../api/syncs'
import { DataTable } from '../../components/DataTable'
import { EmptyState } from '../../components/EmptyState'
import { FilterChoice, Filters, FilterText } from '../../components/Filters'
import { LinkAnchor } from '../../components/Links'
import { outcomes } from '../../components/OutcomeBadge'
import { Pager } from '../../components/Pager'
import { ProblemNotice, sentence } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'
import { Chosen } from './Chosen'
import { columns, kinds } from './columns'
import { useTicks } from './ticks'

const route = getRouteApi('/shell/runs/$id')

/** Rows lists the rows of a run, a page at a time. What narrows it is in the URL; what is ticked stays ticked. */
export function Rows({ run }: { run: Run }) {
  const { outcome, kind, key, message, reason, unconfirmed, after } = route.useSearch()
  const filter = { outcome, kind, key, message, reason, unconfirmed }
  const rows = useQuery(rowsQuery(run.id, ended(run), { ...filter, after, limit: 50 }))
  const [chosen, setChosen] = useTicks(run.id)
  const gone = useGone(run.sync)
  const may = useMay('run') && !gone && (run.retriable ?? 0) > 0
  const filtered = Object.values(filter).some(Boolean)
  return (
    <Section
      title="Each row"
      lead="Rows that did not change are not listed."
      actions={<ExportThese run={run} filter={filter} filtered={filtered} />}
    >
      <div id="rows">
        <Filters>
          <FilterChoice
            name="outcome"
            label="Outcome"
            all="All outcomes"
            options={Object.entries(outcomes).map(([value, { label }]) => ({ value, label }))}
          />
          <FilterChoice
            name="kind"
            label="Kind"
            all="All kinds"
            options={Object.entries(kinds).map(([value, label]) => ({ value, label }))}
          />
          <FilterText name="key" label="Find a key" placeholder="Key, in full" />
          <FilterText name="message" label="Search in messages" />
        </Filters>
        {(reason || unconfirmed) && (
          <Group gap="xs" mb="sm">
            <Text size="sm">
              {reason ? (
                <>Only rows with the reason “{sentence(reason)}”</>
              ) : (
                'Only accepted rows without a proper answer'
              )}
            </Text>
            <LinkAnchor to="." search={{}} resetScroll={false} size="sm">
              Show all
            </LinkAnchor>
          </Group>
        )}
        {may && (
          <Chosen
            run={run}
            chosen={chosen}
            shown={rows.data?.items ?? []}
            onClear={() => setChosen(new Set())}
          />
        )}
        {!may && <NothingLeft run={run} rows={rows.data?.items} />}
        <ProblemNotice problem={rows.error ? problemOf(rows.error) : undefined} />
        {!rows.error && (
          <DataTable<Row>
            label="Rows of the run"
            rows={rows.data?.items}
            stale={rows.isPlaceholderData}
            rowKey={(row) => `${row.primary_key} ${row.business_key} ${row.at}`}
            rowLink={(row) => ({ to: '/runs/$id/rows/$key', params: { id: run.id, key: row.primary_key } })}
            columns={columns}
            select={
              may
                ? {
                    chosen,
                    onChange: setChosen,
                    id: (row) => row.primary_key,
                    label: (row) => row.key,
                    // Only these can be tried again.
                    can: again,
                  }
                : undefined
            }
            empty={
              <EmptyState icon={IconListSearch} title={filtered ? 'No row is like that' : 'No rows'}>
                {filtered
                  ? 'Choose other filters. A key is looked for in full.'
                  : nothingOf(run, rows.isPlaceholderData)}
              </EmptyState>
            }
          />
        )}
        <Pager next={rows.data?.next} label="rows" />
      </div>
    </Section>
  )
}

/** NothingLeft says of a run with refused or deferred rows why none of them can be tried again. */
function NothingLeft({ run, rows }: { run: Run; rows: readonly Row[] | undefined }) {
  if (run.retriable !== 0 || !rows?.some(again)) {
    return null
  }
  return (
    <Text size="sm" c="dimmed" mb="xs">
      A retry would try none of them: each was accepted since, given up or remembered without being sent,
      waits for a decision, or has left the model.
    </Text>
  )
}

const again = (row: Row) => row.outcome === 'rejected' || row.outcome === 'deferred'

/** nothingOf says why no row is listed. What was read before the run had ended says nothing of why. */
function nothingOf(run: Run, stale: boolean): string {
  if (!ended(run) || stale) {
    return 'Rows are listed once their outcome is known.'
  }
  const c = run.counts
  if (c.accepted + c.rejected + (c.undeleted ?? 0) + c.deferred + c.in_doubt + c.deleted > 0) {
    return 'What became of each row is not kept any more: the counts above stay.'
  }
  if (c.added + c.changed > 0) {
    return 'The run ended before a row was sent.'
  }
  if (run.options?.reset) {
    return 'The run was told to remember all rows without sending any.'
  }
  return run.status === 'failed' || run.status === 'cancelled'
    ? 'The run ended before any row was compared.'
    : 'Nothing was new or had changed, so that nothing was to be sent.'
}

interface ExportTheseProps {
  run: Run
  filter: Record<string, string | boolean | undefined>
  filtered: boolean
}

function ExportThese({ run, filter, filtered }: ExportTheseProps) {
  if (!filtered) {
    return null
  }
  const params = new URLSearchParams({ format: 'csv' })
  for (const [name, value] of Object.entries(filter)) {
    if (value) {
      params.set(name, String(value))
    }
  }
  return (
    <Anchor href={`/api/v1/runs/${encodeURIComponent(run.id)}/export?${params}`} download size="sm">
      Export these as CSV
    </Anchor>
  )
}
