import { queryOptions } from '@tanstack/react-query'
import { answer, api, versioned } from './client'
import { keys } from './queries'

/** All of them: there are as many as a person has made. */
export const destinationsQuery = queryOptions({
  queryKey: keys.destinations,
  queryFn: () => answer(api.GET('/destinations', { params: { query: { limit: 500 } } })),
})

/** One, with the version that a change of it has to name. */
export const destinationQuery = (name: string) =>
  queryOptions({
    queryKey: keys.destination(name),
    queryFn: () => versioned(api.GET('/destinations/{name}', { params: { path: { name } } })),
  })

export const destinationTypesQuery = queryOptions({
  queryKey: keys.destinationTypes,
  queryFn: () => answer(api.GET('/destination-types')),
  staleTime: Number.POSITIVE_INFINITY, // the program's own
})
