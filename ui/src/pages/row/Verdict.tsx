import type { ReactNode } from 'react'
import type { Row, Run } from '../../api/schema'
import type { Vendor } from '../../api/vendor'
import { Doubted } from '../../components/Doubted'
import { keyWords } from '../../components/KeyText'
import { outcomes } from '../../components/OutcomeBadge'
import { sentence } from '../../components/ProblemNotice'
import { Time } from '../../components/Time'
import classes from './row.module.css'

/** Verdict says in one sentence what became of a row in a run, and what to do about it. */
export function Verdict({ row, run, vendor }: { row: Row; run: Run | undefined; vendor: Vendor }) {
  const { tone } = outcomes[row.outcome]
  return (
    <div className={classes.sentence} style={{ ['--tone' as string]: `var(--${tone})` }}>
      <p style={{ margin: 0 }}>{what(row, vendor)}</p>
      {row.outcome === 'in_doubt' && row.message && (
        <div style={{ margin: '6px 0' }}>
          <Doubted message={row.message} />
        </div>
      )}
      <p className={classes.advice} style={{ marginBottom: 0 }}>
        {advice(row, run, vendor)}
      </p>
    </div>
  )
}

function what(row: Row, vendor: Vendor): ReactNode {
  const key = <strong>{keyWords(row.key)}</strong>
  const at = <Time at={row.at} />
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
      return row.invalid ? (
        <>
          {key} was refused before it was sent, on {at}: {why}
        </>
      ) : (
        <>
          {key} was refused on {at} and is not at {vendor.name}. {why}
        </>
      )
    case 'deferred':
      return (
        <>
          {key} was not delivered, and is certainly not recorded at {vendor.name}. {why}
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

function advice(row: Row, run: Run | undefined, vendor: Vendor): string {
  const business = row.business_key ?? row.key
  switch (row.outcome) {
    case 'accepted':
      return row.unconfirmed
        ? `Look for ${vendor.keyName} ${business} at ${vendor.name}. If it is not there, decide in its whole history to send it again.`
        : 'Nothing is left to do.'
    case 'rejected':
      return row.invalid
        ? 'Correct the row in its source, or the mapping. It is checked again in every run, and sent once it is right.'
        : `Correct it in its source or at ${vendor.name}. It is tried again by itself in each of the next runs, then once a day; a changed row at once.`
    case 'deferred':
      return `Nothing: the next run ${run ? `of ${run.sync} ` : ''}tries it again by itself.`
    case 'in_doubt':
      return `Look for ${vendor.keyName} ${business} at ${vendor.name}, then decide in its whole history. Until then it is not sent again, since that could pay twice.`
    default:
      return 'Nothing is left to do.'
  }
}
