import { Link } from '@tanstack/react-router'
import type { Run } from '../../api/schema'
import { Count } from '../../components/Count'
import { Nothing } from '../../components/Nothing'
import classes from './SyncTable.module.css'

/** LastRows is what became of the rows of a run, and leads to those that were not accepted. */
export function LastRows({ run }: { run: Run | undefined }) {
  if (!run) {
    return <Nothing label="no rows" />
  }
  const { counts } = run
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
            <Link key={words} to="/runs/$id" params={{ id: run.id }} data-tone={tone}>
              <Count of={n} /> {words}
            </Link>
          ))}
        </span>
      )}
    </span>
  )
}
