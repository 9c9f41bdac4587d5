import { VisuallyHidden } from '@mantine/core'
import { IconCircle, IconCircleCheck, IconCircleDot } from '@tabler/icons-react'
import type { Run } from '../../api/schema'
import { duration } from '../../components/Duration'
import { progressWords, RunProgress } from '../../components/RunProgress'
import { Time } from '../../components/Time'
import classes from './Going.module.css'

const stages = ['Waiting', 'Reading and comparing', 'Sending', 'Ended']

/** stageOf is where a run is that goes on. */
function stageOf(run: Run): number {
  if (run.status === 'queued') {
    return 0
  }
  return run.total > 0 ? 2 : 1
}

/** Going tells how far a run is that goes on. */
export function Going({ run, connected }: { run: Run; connected: boolean }) {
  const stage = stageOf(run)
  return (
    <section className={classes.card} aria-label="Progress">
      <ol className={classes.stages}>
        {stages.map((name, i) => {
          const Icon = i < stage ? IconCircleCheck : i === stage ? IconCircleDot : IconCircle
          return (
            <li key={name} aria-current={i === stage ? 'step' : undefined}>
              <Icon size={16} aria-hidden />
              {i < stage && <VisuallyHidden>Done: </VisuallyHidden>}
              {name}
            </li>
          )
        })}
      </ol>
      <RunProgress run={run} />
      <div className={classes.numbers}>
        {run.ended_by ? (
          <span>{run.ended_by} has ended it: what is on its way is settled first.</span>
        ) : (
          <>
            <span>{sofar(run)}</span>
            {run.rate > 0 && stage === 2 && <span>{rateOf(run.rate)}</span>}
            {run.eta && (
              <span>
                {leftOf(run)}, until <Time at={run.eta} />
              </span>
            )}
          </>
        )}
        {!connected && <span>Connecting…</span>}
      </div>
      <VisuallyHidden role="status">{stages[stage]}</VisuallyHidden>
    </section>
  )
}

function sofar(run: Run): string {
  return run.status === 'queued'
    ? 'It begins when a worker is free and the run before it has ended.'
    : (progressWords(run) ?? 'The model is being read.')
}

const rate = (perSecond: number) =>
  perSecond >= 10 ? Math.round(perSecond).toString() : perSecond.toFixed(1)

function rateOf(perSecond: number): string {
  return `${rate(perSecond)} rows a second`
}

function leftOf(run: Run): string {
  const seconds = (run.total - run.done) / run.rate
  return `about ${duration(Math.max(1, seconds))} left`
}
