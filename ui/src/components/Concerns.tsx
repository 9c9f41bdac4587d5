import { IconCircleDashedCheck, IconCircleX, IconClockHour4, IconHelpCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Waiting } from '../api/schema'
import { useMay } from '../api/session'
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

/** DoubtNotice leads to rows in doubt. What follows the words, such as their keys, is given. */
export function DoubtNotice({ children, ...of }: ConcernProps & { children?: ReactNode }) {
  const may = useMay('run')
  const one = of.rows === 1
  return (
    <Notice
      tone="doubt"
      icon={IconHelpCircle}
      title={
        <>
          <OfSync {...of} /> {!of.own && (one ? 'is ' : 'are ')}in doubt
        </>
      }
      actions={
        <LinkButton to="/in-doubt" search={{ sync: of.sync }} size="xs" variant="default">
          {may ? 'Decide' : 'See which'}
        </LinkButton>
      }
    >
      {one
        ? 'It was sent, and nobody knows whether it was recorded'
        : 'They were sent, and nobody knows whether they were recorded'}
      {children ?? '. Look at the vendor, then decide.'}
    </Notice>
  )
}

/** UnconfirmedNotice leads to rows that the vendor may not have recorded. */
export function UnconfirmedNotice(of: ConcernProps) {
  const may = useMay('run')
  const one = of.rows === 1
  return (
    <Notice
      tone="late"
      icon={IconCircleDashedCheck}
      title={
        <>
          <OfSync {...of} /> {one ? 'was' : 'were'} accepted and not confirmed
        </>
      }
      actions={
        <LinkButton to="/unconfirmed" search={{ sync: of.sync }} size="xs" variant="default">
          {may ? 'Look and decide' : 'See which rows'}
        </LinkButton>
      }
    >
      The answer lacked what the vendor answers on success. Look there whether {one ? 'it was' : 'they were'}{' '}
      recorded, then decide.
    </Notice>
  )
}

/** RefusedNotice leads to refused rows, whichever run refused them. */
export function RefusedNotice(of: ConcernProps) {
  const one = of.rows === 1
  return (
    <Notice
      tone="bad"
      icon={IconCircleX}
      title={
        <>
          <OfSync {...of} /> {!of.own && (one ? 'is ' : 'are ')}refused
        </>
      }
      actions={
        <LinkButton to="/refused" search={{ sync: of.sync }} size="xs" variant="default">
          {of.own ? 'See which and why' : 'See why'}
        </LinkButton>
      }
    >
      {one
        ? 'It is tried again until it is accepted or given up. Mend it'
        : 'They are tried again until they are accepted or given up. Mend them'}{' '}
      in the source or the mapping.
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
