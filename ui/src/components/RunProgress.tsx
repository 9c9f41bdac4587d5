import type { Run } from '../api/schema'
import { counted, grouped } from './Count'
import classes from './RunProgress.module.css'

/** RunProgress is how far a run is: a bar, and for screen readers a number. */
export function RunProgress({ run }: { run: Pick<Run, 'sync' | 'done' | 'total' | 'status'> }) {
  const known = run.total > 0
  const share = known ? Math.min(100, (run.done / run.total) * 100) : 0
  return (
    <div
      role="progressbar"
      aria-label={`Progress of ${run.sync}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={known ? Math.round(share) : undefined}
      className={classes.track}
    >
      {run.status !== 'queued' && (
        <div
          className={classes.bar}
          data-unknown={known ? undefined : true}
          style={known ? { width: `${share}%` } : undefined}
        />
      )}
    </div>
  )
}

/** progressWords say how far a run is; undefined as long as it has read nothing. */
export function progressWords(run: Pick<Run, 'read' | 'done' | 'total'>): string | undefined {
  if (run.total > 0) {
    return `${grouped(run.done)} of ${counted(run.total, 'row')} done`
  }
  return run.read > 0 ? `Reading: ${counted(run.read, 'row')}` : undefined
}
