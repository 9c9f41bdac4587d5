import { Link } from '@tanstack/react-router'
import type { Sync } from '../../api/schema'
import { Count } from '../../components/Count'
import { Nothing } from '../../components/Nothing'
import classes from './SyncTable.module.css'

/** LastRows is how many rows the last run delivered, and leads to those that it left to the next one. What waits for a person is said beside it. */
export function LastRows({ sync }: { sync: Sync }) {
  const { last_run: id, last_counts: counts } = sync
  if (!id || !counts) {
    return <Nothing label="no rows" />
  }
  if (sync.last_status === 'held' || (sync.last_status === 'failed' && counts.read === 0)) {
    return <Nothing label="nothing was sent" />
  }
  return (
    <span className={classes.rows}>
      <Count of={counts.accepted} quiet />
      {counts.deferred > 0 && (
        <span className={classes.wrong}>
          <Link to="/runs/$id" params={{ id }} search={{ outcome: 'deferred' }} data-tone="late">
            <Count of={counts.deferred} /> deferred
          </Link>
        </span>
      )}
    </span>
  )
}
