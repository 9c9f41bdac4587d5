import { useQuery } from '@tanstack/react-query'
import { followed } from '../../api/queries'
import { runsQuery } from '../../api/runs'
import type { Run } from '../../api/schema'

/** useLater are the runs of the same sync after this one, newest first. */
export function useLater(run: Run): readonly Run[] {
  // Lists go backwards: what came after is found among what began since.
  const { data } = useQuery({
    ...runsQuery({ sync: run.sync, since: run.started_at, limit: 100 }),
    enabled: run.started_at !== undefined,
    staleTime: 0, // who comes back from a run that was started here is to find it
    refetchInterval: followed,
  })
  const newer = data?.items ?? []
  return newer.slice(
    0,
    Math.max(
      0,
      newer.findIndex(({ id }) => id === run.id),
    ),
  )
}

/** comparedAnew is the first of later runs that read all of the model and ended by itself. */
export const comparedAnew = (later: readonly Run[]): Run | undefined =>
  later.filter(({ trigger, status }) => trigger !== 'retry' && status.startsWith('completed')).at(-1)
