import { useQuery } from '@tanstack/react-query'
import { runQuery } from '../api/runs'
import type { Run, Sync } from '../api/schema'

/** Decision is what became of a run that was held. The API says of both that it was cancelled. */
export type Decision = 'Approved' | 'Discarded'

/** decisionOf is what somebody decided about a run; undefined if it was not held, or nobody has. */
export function decisionOf(run: Pick<Run, 'status' | 'untried' | 'error'>): Decision | undefined {
  if (run.status !== 'cancelled' || !run.untried) {
    return undefined
  }
  return /^approved\b/i.test(run.error ?? '') ? 'Approved' : 'Discarded'
}

/** useLastDecision is what somebody decided about the last run of a sync, of which the list says the status alone. */
export function useLastDecision({ last_run, last_status }: Sync): Decision | undefined {
  const cancelled = last_run !== undefined && last_status === 'cancelled'
  const { data } = useQuery({ ...runQuery(last_run ?? ''), enabled: cancelled })
  return cancelled && data ? decisionOf(data) : undefined
}
