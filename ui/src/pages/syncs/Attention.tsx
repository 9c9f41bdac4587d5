import { Link } from '@tanstack/react-router'
import type { Overview, Sync } from '../../api/schema'
import { Count } from '../../components/Count'
import { Nothing } from '../../components/Nothing'
import classes from './SyncTable.module.css'

/** Attention is what waits for somebody now: a held run of a sync, and its rows, whichever run they are of. */
export function Attention({ sync, concerns }: { sync: Sync; concerns: Overview['concerns'] | undefined }) {
  const of = (what: 'in_doubt' | 'refused') =>
    concerns?.filter((one) => one.sync === sync.name).reduce((rows, one) => rows + one[what], 0) ?? 0
  const [doubts, refused] = [of('in_doubt'), of('refused')]
  const held = sync.last_status === 'held' && sync.last_run
  if (doubts + refused === 0 && !held) {
    return <Nothing label="nothing" />
  }
  return (
    <span className={classes.wrong}>
      {held && (
        <Link to="/runs/$id" params={{ id: held }} data-tone="held">
          To be approved
        </Link>
      )}
      {doubts > 0 && (
        <Link to="/in-doubt" search={{ sync: sync.name }} data-tone="doubt">
          <Count of={doubts} /> in doubt
        </Link>
      )}
      {refused > 0 && sync.last_run && (
        <Link to="/runs/$id" params={{ id: sync.last_run }} search={{ outcome: 'rejected' }} data-tone="bad">
          <Count of={refused} /> refused
        </Link>
      )}
    </span>
  )
}
