import { Link } from '@tanstack/react-router'
import type { Overview, Sync } from '../../api/schema'
import { Count } from '../../components/Count'
import { Nothing } from '../../components/Nothing'
import classes from './SyncTable.module.css'

/** Attention is what waits for somebody now, as the overview has it: runs of a sync, and its rows, whichever run they are of. */
export function Attention({ sync, overview }: { sync: Sync; overview: Overview | undefined }) {
  if (!overview) {
    return null // nobody knows yet
  }
  const concerns = overview.concerns.filter((one) => one.sync === sync.name)
  const sum = (of: (one: Overview['concerns'][number]) => number) =>
    concerns.reduce((rows, one) => rows + of(one), 0)
  const failed = overview.failed.find((run) => run.sync === sync.name)?.id ?? failedNow(sync)
  const held = overview.held.find((run) => run.sync === sync.name)
  const waiting = overview.waiting.find((one) => one.sync === sync.name)
  const released = overview.released.find((one) => one.sync === sync.name)
  const doubts = sum((one) => one.in_doubt)
  const unconfirmed = sum((one) => one.unconfirmed)
  const refused = sum((one) => (one.gone ? 0 : one.refused))
  if (!failed && !held && !waiting && !released && doubts + unconfirmed + refused === 0) {
    return <Nothing label="nothing" />
  }
  const search = { sync: sync.name }
  return (
    <span className={classes.wrong}>
      {failed && (
        <Link to="/runs/$id" params={{ id: failed }} data-tone="bad">
          A failed run
        </Link>
      )}
      {held && (
        <Link to="/runs/$id" params={{ id: held.id }} data-tone="held">
          To be approved
        </Link>
      )}
      {doubts > 0 && (
        <Link to="/in-doubt" search={search} data-tone="doubt">
          <Count of={doubts} /> in doubt
        </Link>
      )}
      {waiting && (
        <Link to="/runs/$id" params={{ id: waiting.run }} search={{ outcome: 'deferred' }} data-tone="late">
          <Count of={waiting.rows} /> not sent
        </Link>
      )}
      {released && (
        <Link to="/syncs/$name" params={{ name: sync.name }} data-tone="late">
          <Count of={released.rows} /> to be sent again
        </Link>
      )}
      {unconfirmed > 0 && (
        <Link to="/unconfirmed" search={search} data-tone="late">
          <Count of={unconfirmed} /> unconfirmed
        </Link>
      )}
      {refused > 0 && (
        <Link to="/refused" search={search} data-tone="bad">
          <Count of={refused} /> refused
        </Link>
      )}
    </span>
  )
}

// An overview tells of so many failures at most.
const failedNow = (sync: Sync) => (sync.last_status === 'failed' ? sync.last_run : undefined)
