import { Stack, Text } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { problemOf } from '../../api/problem'
import { rowQuery, runQuery } from '../../api/runs'
import type { Row, RowDetail, Run } from '../../api/schema'
import { useVendor } from '../../api/vendor'
import { keyOf, keyWords } from '../../components/KeyText'
import { LinkAnchor, LinkButton } from '../../components/Links'
import { OutcomeBadge } from '../../components/OutcomeBadge'
import { PageHeader } from '../../components/PageHeader'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'
import { SkeletonText } from '../../components/SkeletonText'
import { missingRun } from '../run/missing'
import { Exchanges } from './Exchanges'
import { Kept } from './Kept'
import { Source } from './Source'
import { Verdict } from './Verdict'

const route = getRouteApi('/shell/runs/$id/rows/$key')

/** The live debugger: what one run did with one row, and the proof. */
export default function RowPage() {
  const { id, key } = route.useParams()
  const run = useQuery(runQuery(id))
  const detail = useQuery(rowQuery(id, key))
  const row = detail.data?.rows[0]
  const error = run.error ? missingRun(id, problemOf(run.error)) : detail.error && problemOf(detail.error)
  return (
    <>
      <PageHeader
        title={keyWords(row?.key ?? keyOf(key))}
        badge={row && <OutcomeBadge outcome={row.outcome} unconfirmed={row.unconfirmed} />}
        trail={<Trail id={id} run={run.data} />}
      >
        {run.data && row && (
          <LinkButton
            variant="default"
            to="/syncs/$sync/rows/$key"
            params={{ sync: run.data.sync, key: row.primary_key }}
            search={{ account: run.data.account }}
            leftSection={<IconHistory size={16} aria-hidden />}
          >
            Whole history
          </LinkButton>
        )}
      </PageHeader>
      {error && <ProblemNotice problem={error} />}
      {!error && !(detail.data && run.data) && <SkeletonText lines={8} label="Reading the row" />}
      {detail.data && run.data && row && <Debugger detail={detail.data} run={run.data} first={row} />}
    </>
  )
}

function Debugger({ detail, run, first }: { detail: RowDetail; run: Run; first: Row }) {
  const { attempt } = route.useSearch()
  const vendor = useVendor(run.sync, run.account)
  const { exchanges } = detail
  return (
    <>
      <Stack gap="xs" mb={28} role="status">
        {detail.rows.map((row, i) => (
          <Verdict key={i} row={row} run={run} vendor={vendor} />
        ))}
      </Stack>
      <Source sync={run.sync} rowKey={first.primary_key} sent={exchanges.at(-1)} />
      <Section
        title="Requests"
        lead={
          exchanges.length > 0
            ? 'In the order in which they were made, look-ups included. Secrets are masked.'
            : undefined
        }
      >
        {exchanges.length > 0 ? (
          <Exchanges exchanges={exchanges} open={attempt} />
        ) : detail.rows.every((row) => row.attempts === 0) ? (
          <Text size="sm">Nothing was sent of this row in this run.</Text>
        ) : (
          <Kept sync={run.sync} row={first} account={run.account} />
        )}
      </Section>
    </>
  )
}

function Trail({ id, run }: { id: string; run: Run | undefined }) {
  return (
    <>
      <LinkAnchor to="/runs" inherit>
        Runs
      </LinkAnchor>
      {' / '}
      {run && (
        <>
          <LinkAnchor to="/syncs/$name" params={{ name: run.sync }} inherit>
            {run.sync}
          </LinkAnchor>
          {' / '}
        </>
      )}
      <LinkAnchor to="/runs/$id" params={{ id }} inherit>
        run {id.slice(-6)}
      </LinkAnchor>
    </>
  )
}
