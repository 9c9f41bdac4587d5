import { List, Text } from '@mantine/core'
import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleX,
  IconHandStop,
  IconHelpCircle,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { ended } from '../../api/events'
import { inDoubtQuery } from '../../api/ledger'
import type { Run } from '../../api/schema'
import { counted, grouped } from '../../components/Count'
import { HeldDecision } from '../../components/HeldDecision'
import { LinkAnchor, LinkButton } from '../../components/Links'
import { Notice } from '../../components/Notice'
import { sentence } from '../../components/ProblemNotice'
import { TroubleWords } from '../../components/TroubleWords'
import { type Approval, approvalOf, endedBy, troubleOf } from '../../components/trouble'
import { comparedAnew, useLater } from './later'

/** Troubles say why a run failed or is held, and what else somebody should know of it. */
export function Troubles({ run }: { run: Run }) {
  return (
    <>
      <Stopped run={run} />
      {run.counts.in_doubt > 0 && <Doubts run={run} />}
      {run.warnings.length > 0 && (
        <Notice
          tone="late"
          icon={IconAlertTriangle}
          title={run.warnings.length === 1 ? 'A warning' : 'Warnings'}
        >
          {run.warnings.length === 1 ? (
            sentence(run.warnings[0] ?? '')
          ) : (
            <List size="sm">
              {run.warnings.map((warning) => (
                <List.Item key={warning}>{sentence(warning)}</List.Item>
              ))}
            </List>
          )}
        </Notice>
      )}
    </>
  )
}

/** Doubts says how many rows a run left in doubt, and how many of these are still. */
function Doubts({ run }: { run: Run }) {
  // While it goes on, more come with each moment, and nobody has decided about them yet.
  const { data, isPlaceholderData } = useQuery({
    ...inDoubtQuery({ run: run.id, limit: 1 }),
    enabled: ended(run),
  })
  const all = run.counts.in_doubt
  const one = all === 1
  const now = ended(run) && !isPlaceholderData ? data?.total : undefined
  const are = `${counted(all, 'row')} of it ${one ? 'is' : 'are'} in doubt`
  const left = `${counted(all, 'row')} of it ${one ? 'was' : 'were'} left in doubt`
  if (now === 0) {
    return (
      <Notice tone="idle" icon={IconHelpCircle} title={`${left}.`}>
        {one ? 'It was' : 'All of them were'} decided about since, or answered by a later run.
      </Notice>
    )
  }
  const title = !ended(run)
    ? `${are} so far.`
    : now === undefined
      ? `${left}.`
      : now < all
        ? `${left}, ${grouped(now)} of them still ${now === 1 ? 'is' : 'are'}.`
        : `${are}.`
  return (
    <Notice
      tone="doubt"
      icon={IconHelpCircle}
      title={title}
      actions={
        <LinkButton to="/in-doubt" search={{ sync: run.sync }} size="xs" variant="default">
          Decide
        </LinkButton>
      }
    >
      {one
        ? 'It was sent, and no answer said whether it was recorded. It is not sent again until'
        : 'They were sent, and no answer said whether they were recorded. They are not sent again until'}{' '}
      somebody has looked at the vendor and decided.
    </Notice>
  )
}

/** Left says what becomes of what a cancelled run did not send. */
function Left({ run, of: { deferred } }: { run: Run; of: Run['counts'] }) {
  const later = comparedAnew(useLater(run))
  const one = deferred === 1
  const rows = `${counted(deferred, 'row')} ${one ? 'was' : 'were'} not sent`
  const wait = later || run.retriable === 0 ? ' by it' : `, and ${one ? 'waits' : 'wait'} for the next run`
  return (
    <>
      {deferred > 0 && `${rows}${wait}. `}
      {run.untried && 'Nothing of it was sent. '}
      {later ? (
        <>
          A later run has compared anew:{' '}
          <LinkAnchor to="/runs/$id" params={{ id: later.id }} inherit>
            see what it did
          </LinkAnchor>
          .
        </>
      ) : (
        'The next run compares anew.'
      )}
    </>
  )
}

/** Approved leads from a run that was held to the one that was started in its place. */
function Approved({ by, run, why }: Approval) {
  return (
    <Notice
      tone="idle"
      icon={IconCircleCheck}
      title={
        <>
          Approved by {by} as run{' '}
          <LinkAnchor to="/runs/$id" params={{ id: run }} inherit>
            {run}
          </LinkAnchor>
          . It was held: {why}
        </>
      }
    >
      That run compares the rows anew and sends them: what became of each is said there.
    </Notice>
  )
}

function Stopped({ run }: { run: Run }) {
  const trouble = troubleOf(run)
  const approval = run.status === 'cancelled' && approvalOf(run.error)
  if (approval) {
    return <Approved {...approval} />
  }
  if (run.status === 'cancelled') {
    const how = run.ended_by ? `Cancelled by ${run.ended_by}.` : 'Cancelled.'
    return (
      <Notice tone="idle" icon={IconBan} title={run.error ? endedBy(run.error) : how}>
        <Left run={run} of={run.counts} />
      </Notice>
    )
  }
  if (!trouble) {
    return null
  }
  const held = run.status === 'held'
  return (
    <Notice
      tone={held ? 'held' : 'bad'}
      icon={held ? IconHandStop : IconCircleX}
      title={trouble.why}
      actions={
        held ? (
          <HeldDecision run={run} />
        ) : (
          <>
            {trouble.source && (
              <LinkButton to="/sources/$name" params={{ name: trouble.source }} variant="default" size="xs">
                Open the source
              </LinkButton>
            )}
            <LinkButton to="/syncs/$name" params={{ name: run.sync }} variant="default" size="xs">
              Open the sync
            </LinkButton>
          </>
        )
      }
    >
      {held && <Text size="sm">It waits for approval. Nothing of it was sent.</Text>}
      <TroubleWords of={trouble} />
    </Notice>
  )
}
