import { Text } from '@mantine/core'
import { IconCircleCheck, IconCircleX, IconHandStop } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { openRowsQuery } from '../../api/ledger'
import type { Overview, Run } from '../../api/schema'
import { ConcernsNotice, ReleasedNotice, WaitingNotice } from '../../components/Concerns'
import { HeldDecision } from '../../components/HeldDecision'
import { LinkAnchor, LinkButton } from '../../components/Links'
import { Notice, NoticeList } from '../../components/Notice'
import { sentence } from '../../components/ProblemNotice'
import { RowLink } from '../../components/RowLink'
import { Section } from '../../components/Section'
import { Time } from '../../components/Time'
import { TroubleWords } from '../../components/TroubleWords'
import { troubleOf } from '../../components/trouble'

/** Needs is what somebody should see to, the most urgent first. All of it is one answer, so that it agrees. */
export function Needs({ overview: { failed, held, concerns, waiting, released } }: { overview: Overview }) {
  const doubts = concerns.filter((one) => one.in_doubt > 0)
  const unconfirmed = concerns.filter((one) => one.unconfirmed > 0)
  // What a sync that is deleted left refused is not tried again.
  const refused = concerns.filter((one) => one.refused > 0 && !one.gone)
  const none = [failed, held, doubts, unconfirmed, refused, waiting, released].every(
    (list) => list.length === 0,
  )
  return (
    <Section title="Needs attention">
      <NoticeList>
        {none && (
          <Notice tone="good" icon={IconCircleCheck} title="Nothing">
            No sync has failed in its last run, and none has refused rows, or rows that no run is due to come
            for. No run is held, and no row is in doubt or unconfirmed.
          </Notice>
        )}
        {failed.map((run) => (
          <Failed key={run.id} run={run} />
        ))}
        {held.map((run) => (
          <HeldRun key={run.id} run={run} />
        ))}
        <ConcernsNotice cause="in_doubt" of={bySync(doubts, (one) => one.in_doubt)} />
        {waiting.map((one) => (
          <WaitingNotice key={one.sync} of={one} />
        ))}
        {released.map((one) => (
          <ReleasedNotice key={one.sync} sync={one.sync} rows={one.rows} />
        ))}
        <ConcernsNotice cause="unconfirmed" of={bySync(unconfirmed, (one) => one.unconfirmed)} />
        <ConcernsNotice
          cause="refused"
          of={bySync(refused, (one) => one.refused)}
          more={refused.length > 0 && <Example of={refused.map(({ sync }) => sync)} />}
        />
      </NoticeList>
    </Section>
  )
}

type Concern = Overview['concerns'][number]

/** bySync counts rows of concerns by their sync, which may have been another account's before. */
function bySync(concerns: readonly Concern[], rowsOf: (one: Concern) => number) {
  const rows = new Map<string, number>()
  for (const one of concerns) {
    rows.set(one.sync, (rows.get(one.sync) ?? 0) + rowsOf(one))
  }
  return [...rows].map(([sync, rows]) => ({ sync, rows }))
}

/** short is the beginning of what a vendor may have said at length. */
const short = (text: string) => (text.length > 160 ? `${text.slice(0, 160)}…` : text)

/** Example says of one refused row why: the first question that somebody has. */
function Example({ of }: { of: readonly string[] }) {
  const { data } = useQuery(openRowsQuery('refused', { limit: 25 }))
  const row = data?.items
    .filter(({ sync, note }) => note && of.includes(sync))
    .sort((a, b) => (b.since ?? '').localeCompare(a.since ?? ''))[0]
  return row ? (
    <>
      Such as <RowLink row={row} />: {short(sentence(row.note ?? ''))}
    </>
  ) : null
}

const Name = ({ of }: { of: string }) => (
  <LinkAnchor to="/syncs/$name" params={{ name: of }} fw={550}>
    {of}
  </LinkAnchor>
)

function Failed({ run }: { run: Run }) {
  const trouble = troubleOf(run)
  return (
    <Notice
      tone="bad"
      icon={IconCircleX}
      title={
        <>
          <Name of={run.sync} /> failed <Time at={run.finished_at ?? run.started_at} show="relative" />
        </>
      }
      actions={
        <>
          {trouble?.source && (
            <LinkButton to="/sources/$name" params={{ name: trouble.source }} size="xs" variant="default">
              Open the source
            </LinkButton>
          )}
          <LinkButton to="/runs/$id" params={{ id: run.id }} size="xs" variant="default">
            Open the run
          </LinkButton>
        </>
      }
    >
      {trouble && (
        <>
          <Text size="sm" c="var(--mantine-color-text)">
            {trouble.why}
          </Text>
          <TroubleWords of={trouble} />
        </>
      )}
    </Notice>
  )
}

function HeldRun({ run }: { run: Run }) {
  const trouble = troubleOf(run)
  return (
    <Notice
      tone="held"
      icon={IconHandStop}
      title={
        <>
          A run of <Name of={run.sync} /> is{' '}
          <LinkAnchor to="/runs/$id" params={{ id: run.id }} inherit>
            held
          </LinkAnchor>
        </>
      }
      actions={<HeldDecision run={run} />}
    >
      {trouble?.why} {trouble?.advice}
    </Notice>
  )
}
