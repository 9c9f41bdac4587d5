import { Text } from '@mantine/core'
import { IconCircleCheck, IconCircleX, IconHandStop } from '@tabler/icons-react'
import type { Overview, Run } from '../../api/schema'
import { useMay } from '../../api/session'
import { ConcernNotice, ReleasedNotice, WaitingNotice } from '../../components/Concerns'
import { HeldDecision } from '../../components/HeldDecision'
import { LinkAnchor, LinkButton } from '../../components/Links'
import { Notice, NoticeList } from '../../components/Notice'
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
  const name = (one: Overview['concerns'][number]) => `${one.sync} ${one.account}`
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
        {doubts.map((one) => (
          <ConcernNotice key={name(one)} cause="in_doubt" sync={one.sync} rows={one.in_doubt} />
        ))}
        {waiting.map((one) => (
          <WaitingNotice key={one.sync} of={one} />
        ))}
        {released.map((one) => (
          <ReleasedNotice key={one.sync} sync={one.sync} rows={one.rows} />
        ))}
        {unconfirmed.map((one) => (
          <ConcernNotice key={name(one)} cause="unconfirmed" sync={one.sync} rows={one.unconfirmed} />
        ))}
        {refused.map((one) => (
          <ConcernNotice key={name(one)} cause="refused" sync={one.sync} rows={one.refused} />
        ))}
      </NoticeList>
    </Section>
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
