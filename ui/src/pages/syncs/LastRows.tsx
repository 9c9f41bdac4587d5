import { Link } from '@tanstack/react-router'
import type { Sync } from '../../api/schema'
import { Count } from '../../components/Count'
import { Nothing } from '../../components/Nothing'
import classes from './SyncTable.module.css'

/** LastRows is what the last run did, and leads to the rows that it left to the next one. What waits for a person is said beside it. */
export function LastRows({ sync }: { sync: Sync }) {
  const { last_run: id, last_counts: counts } = sync
  if (!id || !counts) {
    return <Nothing label="no rows" />
  }
  const quiet =
    counts.accepted + counts.rejected + (counts.undeleted ?? 0) + counts.deferred + counts.in_doubt === 0
  if (quiet && sync.last_status === 'failed' && counts.read === 0) {
    return <Nothing label="nothing was read" />
  }
  return (
    <span className={classes.rows}>
      <span>
        {sync.last_status === 'held' ? (
          'Nothing was sent'
        ) : quiet ? (
          <>
            Nothing new in <Count of={counts.read} />
          </>
        ) : (
          <>
            <Count of={counts.accepted} /> accepted
          </>
        )}
      </span>
      {counts.unconfirmed > 0 && (
        <span className={classes.wrong}>
          <Link to="/runs/$id" params={{ id }} search={{ unconfirmed: true }} data-tone="late">
            <Count of={counts.unconfirmed} /> unconfirmed
          </Link>
        </span>
      )}
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
