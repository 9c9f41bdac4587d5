import { queryOptions } from '@tanstack/react-query'
import { answer, api, mild } from './client'
import type { RunOptions } from './schema'

/** How many rows a plan tells the requests of. */
export const plannedRows = 50

/**
 * planQuery says what a run would do. It reads the whole model, so that it is asked for once and kept until
 * somebody asks anew.
 */
export const planQuery = (sync: string, options: RunOptions) =>
  queryOptions({
    queryKey: ['plan', sync, options],
    queryFn: ({ signal }) =>
      answer(
        api.POST('/syncs/{name}/plan', {
          params: { path: { name: sync } },
          body: { ...options, limit: plannedRows },
          signal,
          ...mild,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
