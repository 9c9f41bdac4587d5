import { queryOptions, useQuery } from '@tanstack/react-query'
import { answer, api, mild } from './client'
import { ended } from './events'
import { lastRunsQuery } from './runs'
import type { Plan, Run, RunOptions } from './schema'

/** How many rows a plan tells the requests of. */
export const plannedRows = 50

/** ReadPlan is a plan, and the newest run of its sync when it was begun to be read. */
interface ReadPlan {
  plan: Plan
  run: Run | undefined
}

/** newest is the last of runs, newest first, that may have sent something: those that wait or were held have not. */
const newest = (runs: readonly Run[]) => runs.find((run) => run.started_at !== undefined && !run.untried)

/**
 * planQuery says what a run would do. It reads the whole model, so that it is asked for once and kept until
 * somebody asks anew.
 */
export const planQuery = (sync: string, options: RunOptions) =>
  queryOptions({
    queryKey: ['plan', sync, options],
    queryFn: async ({ signal, client }): Promise<ReadPlan> => {
      const runs = await client.fetchQuery({ ...lastRunsQuery(sync), staleTime: 0 })
      const plan = await answer(
        api.POST('/syncs/{name}/plan', {
          params: { path: { name: sync } },
          body: { ...options, limit: plannedRows },
          signal,
          ...mild,
        }),
      )
      return { plan, run: newest(runs.items) }
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

/** useRunSince is the newest run of a sync, if a plan was read before it, or before its end; then it tells what was. */
export function useRunSince(sync: string, read: ReadPlan | undefined): Run | undefined {
  const { data, isPlaceholderData } = useQuery({ ...lastRunsQuery(sync), enabled: read !== undefined })
  const now = data && !isPlaceholderData ? newest(data.items) : undefined
  if (!read || !now) {
    return undefined
  }
  return now.id === read.run?.id && ended(now) === ended(read.run) ? undefined : now
}
