import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { storyQuery } from '../../api/ledger'
import type { Row, Run, Story } from '../../api/schema'
import { useMay } from '../../api/session'
import type { Vendor } from '../../api/vendor'
import { Answer } from '../../components/Answer'
import { counted } from '../../components/Count'
import { DecideMenu } from '../../components/DecideMenu'
import { Doubted } from '../../components/Doubted'
import { decidable } from '../../components/decidable'
import { keyWords } from '../../components/KeyText'
import { notAgain } from '../../components/not-again'
import { outcomes } from '../../components/OutcomeBadge'
import { sentence } from '../../components/ProblemNotice'
import { Time } from '../../components/Time'
import classes from './row.module.css'

interface VerdictProps {
  row: Row
  run: Run
  vendor: Vendor
}

/** Verdict says in one sentence what became of a row in a run, and lets one do what is to be done about it. */
export function Verdict({ row, run, vendor }: VerdictProps) {
  const may = useMay('run')
  const open = useOpen(row, run)
  const story = useUnsent(row, run)
  const tone = row.unconfirmed ? 'late' : outcomes[row.outcome].tone
  return (
    <Answer tone={tone}>
      <p style={{ margin: 0 }}>
        {what(row, vendor, story)} <Before row={row} vendor={vendor} story={story} />
      </p>
      {row.outcome === 'in_doubt' && row.message && (
        <div style={{ margin: '6px 0' }}>
          <Doubted message={row.message} meaning={row.meaning} />
        </div>
      )}
      <p className={classes.advice} style={{ marginBottom: 0 }}>
        {open === null
          ? 'It was decided about since, or answered by a later run: its whole history says how.'
          : advice(row, run, vendor, story)}
        {open && vendor.known && vendor.account !== open.account && ` ${notAgain(open, vendor.account)}`}
        {open && !may && ' An editor or an admin can decide.'}
      </p>
      {may && open && (
        <div className={classes.decide}>
          <DecideMenu label="Decide" rows={[open]} vendor={vendor.name} />
        </div>
      )}
    </Answer>
  )
}

/** useOpen is the story of a row about which a person is to decide; null, if somebody has, or a later run. */
function useOpen(row: Row, run: Run): Story | null | undefined {
  const unsure = row.outcome === 'in_doubt' || row.unconfirmed === true
  const { data } = useQuery({
    ...storyQuery(run.sync, row.primary_key, run.account),
    enabled: unsure,
  })
  if (!unsure || !data) {
    return undefined
  }
  const state = row.outcome === 'in_doubt' ? 'in doubt' : 'accepted'
  return data.entry?.state === state && decidable(data) ? data : null
}

/** useUnsent is the story of a row that was refused or not delivered: an earlier record of it may be at the vendor. */
function useUnsent(row: Row, run: Run): Story | undefined {
  const { data } = useQuery({
    ...storyQuery(run.sync, row.primary_key, run.account),
    enabled: row.outcome === 'rejected' || row.outcome === 'deferred',
  })
  return data ?? undefined
}

/** Before says what the vendor has of a row although this run did not deliver it, and what it answered last. */
function Before({ row, vendor, story }: { row: Row; vendor: Vendor; story: Story | undefined }) {
  if (row.outcome !== 'rejected' && row.outcome !== 'deferred') {
    return null
  }
  const { earlier, entry } = story ?? {}
  const waits = row.outcome === 'rejected' && row.attempts === 0 && !row.invalid && entry?.state === 'refused'
  return (
    <>
      {waits && entry.refusals > 0 && (
        <>
          It was refused in {counted(entry.refusals, 'run')}, the last time on{' '}
          <Time at={entry.tried_at} show="full" />.{' '}
        </>
      )}
      {earlier?.sent && earlier.at && earlier.at < row.at ? (
        <>
          {vendor.name} has it as it was accepted on <Time at={earlier.at} show="full" />.
        </>
      ) : (
        (row.kind === 'changed' || earlier) && `What ${vendor.name} had of it before stays as it was.`
      )}
    </>
  )
}

function what(row: Row, vendor: Vendor, story: Story | undefined): ReactNode {
  const key = <strong>{keyWords(row.key)}</strong>
  const at = <Time at={row.at} show="full" />
  const why = row.message ? ` ${sentence(row.message)}` : ''
  switch (row.outcome) {
    case 'accepted':
      return (
        <>
          {key} was accepted by {vendor.name} on {at}
          {row.vendor_id && (
            <>
              {' '}
              as {vendor.record} <strong>{row.vendor_id}</strong>
            </>
          )}
          {row.unconfirmed ? ', but the answer lacked what it has on success.' : '.'}
          {why}
        </>
      )
    case 'rejected':
      if (row.kind === 'removed') {
        return (
          <>
            {key} has left the model, and was not deleted at {vendor.name} in this run, on {at}: {why}
          </>
        )
      }
      if (row.invalid || row.attempts === 0) {
        return row.invalid ? (
          <>
            {key} was refused before it was sent, on {at}: {why}
          </>
        ) : (
          <>
            {key} was not sent in this run. {why}
          </>
        )
      }
      return (
        <>
          {key} was refused on {at}
          {story?.absent && ` and is not at ${vendor.name}`}. {why}
        </>
      )
    case 'deferred':
      if (row.attempts > 0 && story && !story.claim) {
        return (
          <>
            {key} was not delivered in this run. If an attempt was recorded that was not answered, the next
            run brings it up to date. {why}
          </>
        )
      }
      return (
        <>
          {key} was not delivered in this run{row.kind === 'changed' ? ': its change is' : ', and is'}{' '}
          certainly not recorded by it. {why}
        </>
      )
    case 'in_doubt':
      return (
        <>
          {key} was sent on {at}, and nobody knows whether {vendor.name} recorded it.
        </>
      )
    default:
      return (
        <>
          {key} was deleted or cleared at {vendor.name} on {at}.
        </>
      )
  }
}

function advice(row: Row, run: Run, vendor: Vendor, story: Story | undefined): string {
  const business = keyWords(row.business_key ?? row.key)
  if (row.kind === 'removed' && row.outcome === 'rejected') {
    return story?.stays
      ? `Somebody has to see to it at ${vendor.name}: it stays until a run deletes it. To leave it there, give it up on its page.`
      : 'Nothing is left to do.'
  }
  if (story?.gone && story.state !== 'accepted') {
    return 'It has left the model since: no run sends it unless it comes back.'
  }
  switch (row.outcome) {
    case 'accepted':
      return row.unconfirmed
        ? `Look for ${vendor.keyName} ${business} at ${vendor.name}. If it is not there, decide to send it again.`
        : 'Nothing is left to do.'
    case 'rejected':
      return row.invalid
        ? 'Correct the row in its source, or the mapping. It is checked again in every run, and sent once it is right.'
        : `Correct it in its source or at ${vendor.name}. It is tried again by itself in each of the next runs, then once a day; a changed row at once.`
    case 'deferred':
      return `Nothing: the next run of ${run.sync} tries it again by itself.`
    case 'in_doubt':
      return `Look for ${vendor.keyName} ${business} at ${vendor.name}, then decide. Until then it is not sent again, since that could pay twice.`
    default:
      return 'Nothing is left to do.'
  }
}
