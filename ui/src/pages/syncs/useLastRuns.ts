import { useQueries, useQuery } from '@tanstack/react-query'
import { keys } from '../../api/queries'
import { runQuery, runsQuery } from '../../api/runs'
import type { Run, Sync } from '../../api/schema'

const most = 30 // runs that are asked for one by one

/** useLastRuns finds the runs that go on, and the last ones, of syncs: from the newest runs, else one by one. */
export function useLastRuns(syncs: readonly Sync[] | undefined): Map<string, Run> {
  const ids = (syncs ?? []).flatMap((sync) => [sync.running, sync.last_run]).filter((id) => id !== undefined)
  const busy = syncs?.some((sync) => sync.running) ?? false
  const newest = useQuery({
    ...runsQuery({ limit: 100 }),
    // A run that has begun or ended is read anew: what was known of it is from before.
    queryKey: keys.runList({ limit: 100, of: ids.join() }),
    enabled: ids.length > 0,
    refetchInterval: busy && 1500,
  })
  const runs = new Map((newest.data?.items ?? []).map((run) => [run.id, run]))
  const missing =
    newest.data && !newest.isPlaceholderData ? ids.filter((id) => !runs.has(id)).slice(0, most) : []
  const single = useQueries({
    queries: missing.map((id) => ({ ...runQuery(id), staleTime: 60_000 })),
  })
  for (const { data } of single) {
    if (data) {
      runs.set(data.id, data)
    }
  }
  return runs
}
