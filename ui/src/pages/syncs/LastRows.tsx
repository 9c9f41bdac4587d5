import { Link } from '@tanstack/react-router'
import type { Sync } from '../../api/schema'
import { Count } from '../../components/Count'
import { Nothing } from '../../components/Nothing'
import classes from './SyncTable.module.css'

/** LastRows is what became of the rows of the last run, and leads to those that were not accepted. */
export function LastRows({ sync }: { sync: Sync }) {
  const { last_run: id, last_counts: counts } = sync
  if (!id || !counts) {
    return <Nothing label="no rows" />
  }
  const wrong = [
    { n: counts.rejected, words: 'refused', tone: 'bad' },
    { n: counts.deferred, words: 'deferred', tone: 'late' },
    { n: counts.in_doubt, words: 'in doubt', tone: 'doubt' },
  ].filter((one) => one.n > 0)
  return (
    <span className={classes.rows}>
      <span>
        {counts.accepted === 0 && wrong.length === 0 ? (
          <>
            Nothing new in <Count of={counts.read} />
          </>
        ) : (
          <>
            <Count of={counts.accepted} /> accepted
          </>
        )}
      </span>
      {wrong.length > 0 && (
        <span className={classes.wrong}>
          {wrong.map(({ n, words, tone }) => (
            <Link key={words} to="/runs/$id" params={{ id }} data-tone={tone}>
              <Count of={n} /> {words}
            </Link>
          ))}
        </span>
      )}
    </span>
  )
}
