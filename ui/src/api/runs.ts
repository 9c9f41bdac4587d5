import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { answer, api } from './client'
import { ended } from './events'
import { unreached } from './problem'
import { followed, keys, patience } from './queries'
import type { paths } from './schema'

/** RunFilter is what the list of runs can be narrowed by; `after` is the page. */
export type RunFilter = NonNullable<paths['/runs']['get']['parameters']['query']>

export type RowFilter = NonNullable<paths['/runs/{id}/rows']['get']['parameters']['query']>

export const runsQuery = (filter: RunFilter) =>
  queryOptions({
    queryKey: keys.runList(filter),
    queryFn: () =>
      answer(
        // Several statuses are one parameter, joined by commas.
        api.GET('/runs', {
          params: { query: filter },
          querySerializer: { array: { style: 'form', explode: false } },
        }),
      ),
    placeholderData: keepPreviousData, // a page stays until the next one is there
  })

/** The newest runs of a sync, closely while one of them goes on. */
export const lastRunsQuery = (sync: string) =>
  queryOptions({
    ...runsQuery({ sync, limit: 8 }),
    refetchInterval: ({ state }) => (state.data?.items.some((run) => !ended(run)) ? 1_500 : 10_000),
  })

/**
 * A run. One that is held is looked at now and then: somebody else may decide about it. So is one of which rows can
 * be tried again: another run may have.
 */
export const runQuery = (id: string) =>
  queryOptions({
    queryKey: keys.run(id),
    queryFn: () => answer(api.GET('/runs/{id}', { params: { path: { id } } })),
    refetchInterval: (query) => {
      const { data, error } = query.state
      const held = data?.status === 'held' || (error && unreached(error))
      return held ? patience : data?.retriable ? followed(query) : false
    },
  })

// What the server puts between who decided about a held run and why it was held.
export const wasHeld = '; it was held: '

/**
 * The rows of a run. What was read while it went on is known by another name than what is read once it is over:
 * however its end became known, all is asked for once more then.
 */
export const rowsQuery = (id: string, over: boolean, filter: RowFilter) =>
  queryOptions({
    queryKey: keys.rows(id, over, filter),
    queryFn: async () => {
      const page = (after = filter.after) =>
        answer(api.GET('/runs/{id}/rows', { params: { path: { id }, query: { ...filter, after } } }))
      let found = await page()
      // The server looks at a part of a large run for each page, and may find nothing in it.
      for (let more = 100; found.items.length === 0 && found.next && more > 0; more--) {
        found = await page(found.next)
      }
      return found
    },
    placeholderData: keepPreviousData,
    refetchInterval: over ? false : 2_000,
  })

export const rowQuery = (id: string, key: string) =>
  queryOptions({
    queryKey: keys.row(id, key),
    queryFn: () => answer(api.GET('/runs/{id}/rows/{key}', { params: { path: { id, key } } })),
    refetchInterval: followed,
  })

/** Why rows of a run were not accepted; as with its rows, asked for once more when it is over. */
export const reasonsQuery = (id: string, over: boolean) =>
  queryOptions({
    queryKey: keys.reasons(id, over),
    queryFn: () => answer(api.GET('/runs/{id}/reasons', { params: { path: { id } } })),
    placeholderData: keepPreviousData,
    refetchInterval: over ? false : 2_000,
  })
