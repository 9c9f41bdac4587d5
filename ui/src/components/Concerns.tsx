import { Group } from '@mantine/core'
import {
  IconCircleDashedCheck,
  IconCircleX,
  IconClockHour4,
  IconHelpCircle,
  type TablerIcon,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Cause } from '../api/ledger'
import type { Waiting } from '../api/schema'
import { useMay } from '../api/session'
import type { Tone } from './Badge'
import { counted } from './Count'
import { LinkAnchor, LinkButton } from './Links'
import { Notice } from './Notice'
import { sentence } from './ProblemNotice'

interface ConcernProps {
  sync: string
  rows: number
  /** Whether it stands on the sync's own page, which need not name it. */
  own?: boolean
}

/** OfSync is how many rows of a sync something is said of. */
function OfSync({ sync, rows, own }: ConcernProps) {
  return (
    <>
      {counted(rows, 'row')}
      {!own && (
        <>
          {' '}
          of{' '}
          <LinkAnchor to="/syncs/$name" params={{ name: sync }} fw={550}>
            {sync}
          </LinkAnchor>
        </>
      )}
    </>
  )
}

interface Words {
  tone: Tone
  icon: TablerIcon
  to: '/in-doubt' | '/refused' | '/unconfirmed'
  /** What is the matter with so many rows, behind them. */
  is: (one: boolean, own: boolean) => string
  /** What whoever may decide, or whoever may not, is led to. */
  action: (may: boolean, own: boolean) => string
  means: (one: boolean) => string
  todo: (one: boolean) => string
}

const words: Record<Cause, Words> = {
  in_doubt: {
    tone: 'doubt',
    icon: IconHelpCircle,
    to: '/in-doubt',
    is: (one, own) => `${own ? '' : one ? 'is ' : 'are '}in doubt`,
    action: (may) => (may ? 'Decide' : 'See which'),
    means: (one) =>
      one
        ? 'It was sent, and nobody knows whether it was recorded'
        : 'They were sent, and nobody knows whether they were recorded',
    todo: () => '. Look at the vendor, then decide.',
  },
  unconfirmed: {
    tone: 'late',
    icon: IconCircleDashedCheck,
    to: '/unconfirmed',
    is: (one) => `${one ? 'was' : 'were'} accepted and not confirmed`,
    action: (may) => (may ? 'Look and decide' : 'See which rows'),
    means: () => 'The answer lacked what the vendor answers on success',
    todo: (one) => `. Look there whether ${one ? 'it was' : 'they were'} recorded, then decide.`,
  },
  refused: {
    tone: 'bad',
    icon: IconCircleX,
    to: '/refused',
    is: (one, own) => `${own ? '' : one ? 'is ' : 'are '}refused`,
    action: (_, own) => (own ? 'See which and why' : 'See why'),
    means: (one) =>
      `${one ? 'It is' : 'They are'} tried again until ${one ? 'it is' : 'they are'} accepted or given up`,
    todo: (one) => `. Mend ${one ? 'it' : 'them'} in the source or the mapping.`,
  },
}

/** ConcernsNotice leads to rows of one or more syncs that somebody should see to, and may say more of them. */
export function ConcernsNotice({
  cause,
  of,
  more,
}: {
  cause: Cause
  of: readonly { sync: string; rows: number }[]
  more?: ReactNode
}) {
  const may = useMay('run')
  const { tone, icon, to, is, action, means, todo } = words[cause]
  const [first, ...others] = of
  if (!first) {
    return null
  }
  if (others.length === 0) {
    return (
      <ConcernNotice cause={cause} {...first}>
        {more && (
          <>
            {todo(first.rows === 1)} {more}
          </>
        )}
      </ConcernNotice>
    )
  }
  const rows = of.reduce((sum, one) => sum + one.rows, 0)
  return (
    <Notice
      tone={tone}
      icon={icon}
      title={`${counted(rows, 'row')} of ${of.length} syncs ${is(false, false)}`}
      actions={
        <LinkButton to={to} size="xs" variant="default">
          {action(may, false)}
        </LinkButton>
      }
    >
      {means(false)}
      {todo(false)} {more}
      <Group component="ul" gap="2px 16px" m={0} mt={4} p={0} style={{ listStyle: 'none' }}>
        {of.map(({ sync, rows }) => (
          <li key={sync}>
            <LinkAnchor to="/syncs/$name" params={{ name: sync }} size="sm">
              {sync}
            </LinkAnchor>{' '}
            <LinkAnchor
              to={to}
              search={{ sync }}
              size="sm"
              c="inherit"
              aria-label={`${counted(rows, 'row')} of ${sync}`}
            >
              {counted(rows, 'row')}
            </LinkAnchor>
          </li>
        ))}
      </Group>
    </Notice>
  )
}

/** ConcernNotice leads to rows that somebody should see to. What follows what it means, such as their keys, may be given. */
export function ConcernNotice({
  cause,
  children,
  ...of
}: ConcernProps & { cause: Cause; children?: ReactNode }) {
  const may = useMay('run')
  const { tone, icon, to, is, action, means, todo } = words[cause]
  const one = of.rows === 1
  const own = of.own ?? false
  return (
    <Notice
      tone={tone}
      icon={icon}
      title={
        <>
          <OfSync {...of} /> {is(one, own)}
        </>
      }
      actions={
        <LinkButton to={to} search={{ sync: of.sync }} size="xs" variant="default">
          {action(may, own)}
        </LinkButton>
      }
    >
      {means(one)}
      {children ?? todo(one)}
    </Notice>
  )
}

/** WaitingNotice tells of rows that the last run did not send, and that no run is due to come for. */
export function WaitingNotice({ of, own = false }: { of: Waiting; own?: boolean }) {
  const { sync, rows, why = '' } = of
  const one = rows === 1
  const seen = why.replace(/^not sent: /, '')
  const named = <OfSync sync={sync} rows={rows} own={own} />
  return (
    <Notice
      tone={of.away ? 'bad' : 'late'}
      icon={IconClockHour4}
      title={
        of.away ? (
          <>
            {of.vendor || 'The vendor'} could not be reached: {one ? '' : 'none of '}
            {named} was {one && 'not '}delivered
          </>
        ) : (
          <>
            {named} {one ? 'is' : 'are'} not sent yet
          </>
        )
      }
      actions={
        <LinkButton
          to="/runs/$id"
          params={{ id: of.run }}
          search={{ outcome: 'deferred' }}
          hash="rows"
          size="xs"
          variant="default"
        >
          See which rows
        </LinkButton>
      }
    >
      {seen ? sentence(seen) : 'The last run did not get to all.'} No run is due that would send{' '}
      {one ? 'it' : 'them'}: start one when it is time.
    </Notice>
  )
}

/** ReleasedNotice tells of rows that somebody said to send again, and that no run is due to send. */
export function ReleasedNotice(of: ConcernProps) {
  const may = useMay('run')
  const one = of.rows === 1
  return (
    <Notice
      tone="late"
      icon={IconClockHour4}
      title={
        <>
          <OfSync {...of} /> {one ? 'is' : 'are'} to be sent again
        </>
      }
      actions={
        may && (
          <LinkButton to="/syncs/$name/plan" params={{ name: of.sync }} size="xs" variant="default">
            See plan
          </LinkButton>
        )
      }
    >
      No run is due that would send {one ? 'it' : 'them'}: start one when it is time.
    </Notice>
  )
}
