import { Text } from '@mantine/core'
import {
  IconCircleCheck,
  IconCircleX,
  IconClockHour4,
  IconHandStop,
  IconHelpCircle,
} from '@tabler/icons-react'
import type { Overview, Run, Sync } from '../../api/schema'
import { useMay } from '../../api/session'
import { counted } from '../../components/Count'
import { HeldDecision } from '../../components/HeldDecision'
import { LinkAnchor, LinkButton } from '../../components/Links'
import { Notice, NoticeList } from '../../components/Notice'
import { Section } from '../../components/Section'
import { Time } from '../../components/Time'
import { TroubleWords } from '../../components/TroubleWords'
import { troubleOf } from '../../components/trouble'
import { UnconfirmedNotice, useUnconfirmed } from './Unconfirmed'

/** Needs is what somebody should see to, the most urgent first. */
export function Needs({ overview, syncs }: { overview: Overview; syncs: readonly Sync[] }) {
  const lastRun = new Map(syncs.map((sync) => [sync.name, sync.last_run ?? sync.running]))
  const doubts = overview.concerns.filter((one) => one.in_doubt > 0)
  // What a sync that is deleted left refused is not tried again.
  const there = (name: string) => (syncs.length === 0 ? overview.syncs > 0 : lastRun.has(name))
  const refused = overview.concerns.filter((one) => one.refused > 0 && there(one.sync))
  const unconfirmed = useUnconfirmed()
  const waiting = syncs.filter(leftToNobody)
  const may = useMay('run')
  const none =
    overview.failed.length +
      overview.held.length +
      doubts.length +
      refused.length +
      unconfirmed.length +
      waiting.length ===
    0
  return (
    <Section title="Needs attention">
      <NoticeList>
        {none && (
          <Notice tone="good" icon={IconCircleCheck} title="Nothing">
            No sync has failed, nothing is held, and no row is refused, in doubt or unconfirmed.
          </Notice>
        )}
        {overview.failed.map((run) => (
          <Failed key={run.id} run={run} />
        ))}
        {overview.held.map((run) => (
          <HeldRun key={run.id} run={run} />
        ))}
        {doubts.map((one) => (
          <Notice
            key={`${one.sync} ${one.account}`}
            tone="doubt"
            icon={IconHelpCircle}
            title={
              <>
                {counted(one.in_doubt, 'row')} of <Name of={one.sync} /> {one.in_doubt === 1 ? 'is' : 'are'}{' '}
                in doubt
              </>
            }
            actions={
              <LinkButton to="/in-doubt" search={{ sync: one.sync }} size="xs" variant="default">
                {may ? 'Decide' : 'See which'}
              </LinkButton>
            }
          >
            {one.in_doubt === 1
              ? 'It was sent, and nobody knows whether it was recorded.'
              : 'They were sent, and nobody knows whether they were recorded.'}{' '}
            Look at the vendor, then decide.
          </Notice>
        ))}
        {waiting.map((sync) => (
          <Waiting key={sync.name} sync={sync} />
        ))}
        {unconfirmed.map((one) => (
          <UnconfirmedNotice key={one.sync} of={one} />
        ))}
        {refused.map((one) => (
          <Refused
            key={`${one.sync} ${one.account}`}
            sync={one.sync}
            rows={one.refused}
            run={lastRun.get(one.sync)}
          />
        ))}
      </NoticeList>
    </Section>
  )
}

/** leftToNobody says of a sync whether its last run left rows that no other run is to come for. */
function leftToNobody(sync: Sync): boolean {
  return (
    (sync.last_counts?.deferred ?? 0) > 0 &&
    sync.last_status !== 'held' &&
    !sync.running &&
    !sync.queued &&
    (sync.paused || sync.next_runs.length === 0)
  )
}

function Waiting({ sync }: { sync: Sync }) {
  const rows = sync.last_counts?.deferred ?? 0
  return (
    <Notice
      tone="late"
      icon={IconClockHour4}
      title={
        <>
          {counted(rows, 'row')} of <Name of={sync.name} /> {rows === 1 ? 'is' : 'are'} not sent yet
        </>
      }
      actions={
        sync.last_run && (
          <LinkButton
            to="/runs/$id"
            params={{ id: sync.last_run }}
            search={{ outcome: 'deferred' }}
            size="xs"
            variant="default"
          >
            See which
          </LinkButton>
        )
      }
    >
      {sync.last_status === 'cancelled' ? 'Its last run was cancelled' : 'Its last run did not get to all'},
      and no run of it is due. The next one sends them: start it when it is time.
    </Notice>
  )
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
  const may = useMay('run')
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
      actions={
        <>
          {may && (
            <LinkButton
              to="/syncs/$name/plan"
              params={{ name: run.sync }}
              search={{ run: run.id }}
              size="xs"
              variant="default"
            >
              See plan
            </LinkButton>
          )}
          <HeldDecision run={run} size="xs" />
        </>
      }
    >
      {trouble?.why} {trouble?.advice}
    </Notice>
  )
}

function Refused({ sync, rows, run }: { sync: string; rows: number; run: string | undefined }) {
  return (
    <Notice
      tone="bad"
      icon={IconCircleX}
      title={
        <>
          {counted(rows, 'row')} of <Name of={sync} /> {rows === 1 ? 'is' : 'are'} refused
        </>
      }
      actions={
        run && (
          <LinkButton
            to="/runs/$id"
            params={{ id: run }}
            search={{ outcome: 'rejected' }}
            size="xs"
            variant="default"
          >
            See why
          </LinkButton>
        )
      }
    >
      {rows === 1
        ? 'It is tried again until it is accepted or given up. Mend it'
        : 'They are tried again until they are accepted or given up. Mend them'}{' '}
      in the source or the mapping.
    </Notice>
  )
}
