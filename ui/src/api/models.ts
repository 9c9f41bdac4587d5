import { queryOptions } from '@tanstack/react-query'
import { answer, api, versioned } from './client'
import { keys } from './queries'

/** All of them: there are as many as a person has made. */
export const modelsQuery = queryOptions({
  queryKey: keys.models,
  queryFn: () => answer(api.GET('/models', { params: { query: { limit: 500 } } })),
})

/** One, with the version that a change of it has to name. */
export const modelQuery = (name: string) =>
  queryOptions({
    queryKey: keys.model(name),
    queryFn: () => versioned(api.GET('/models/{name}', { params: { path: { name } } })),
  })
