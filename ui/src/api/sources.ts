import { queryOptions } from '@tanstack/react-query'
import { answer, api, versioned } from './client'
import { keys } from './queries'

/** All of them: there are as many as a person has made. */
export const sourcesQuery = queryOptions({
  queryKey: keys.sources,
  queryFn: () => answer(api.GET('/sources', { params: { query: { limit: 500 } } })),
})

/** One, with the version that a change of it has to name. */
export const sourceQuery = (name: string) =>
  queryOptions({
    queryKey: keys.source(name),
    queryFn: () => versioned(api.GET('/sources/{name}', { params: { path: { name } } })),
  })

export const sourceTypesQuery = queryOptions({
  queryKey: keys.sourceTypes,
  queryFn: () => answer(api.GET('/source-types')),
  staleTime: Number.POSITIVE_INFINITY, // the program's own
})
