import { Link } from '@tanstack/react-router'
import type { Overview, Sync } from '../../api/schema'
import { Count } from '../../components/Count'
import { Nothing } from '../../components/Nothing'
import classes from './SyncTable.module.css'

/** Attention is the rows of a sync that wait for somebody now, whichever run they are of. */
export function Attention({ sync, concerns }: { sync: Sync; concerns: Overview['concerns'] | undefined }) {
  const of = (what: 'in_doubt' | 'refused') =>
    concerns?.filter((one) => one.sync === sync.name).reduce((rows, one) => rows + one[what], 0) ?? 0
  const [doubts, refused] = [of('in_doubt'), of('refused')]
  if (doubts + refused === 0) {
    return <Nothing label="nothing" />
  }
  return (
    <span className={classes.wrong}>
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
