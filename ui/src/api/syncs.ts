import { queryOptions, useQuery } from '@tanstack/react-query'
import { answer, api, versioned } from './client'
import { followed, keys } from './queries'
import type { Sync } from './schema'

/** All of them: there are as many as a person has made. */
export const syncsQuery = queryOptions({
  queryKey: keys.syncs,
  queryFn: () => answer(api.GET('/syncs', { params: { query: { limit: 500 } } })),
})

/** All of them, by a page that says how they go: closely while any of them does. */
export const followedSyncs = queryOptions({
  ...syncsQuery,
  refetchInterval: (query) =>
    query.state.data?.items.some((sync) => sync.running || sync.queued) ? 2_000 : followed(query),
})

/** useGone says whether it is known that there is no sync of a name any more: nothing sends what it left. */
export function useGone(name: string): boolean {
  return useQuery(syncsQuery).data?.items.every((sync) => sync.name !== name) ?? false
}

/** One, with the version that a change of it has to name. */
export const syncQuery = (name: string) =>
  queryOptions({
    queryKey: keys.sync(name),
    queryFn: () => versioned(api.GET('/syncs/{name}', { params: { path: { name } } })),
  })

/** isScheduled says whether a sync runs by itself, unless it is paused. */
export function isScheduled({ spec }: Sync): boolean {
  return typeof spec === 'object' && spec !== null && 'schedule' in spec
}
