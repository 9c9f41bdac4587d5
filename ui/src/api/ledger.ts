import { queryOptions } from '@tanstack/react-query'
import { answer, api } from './client'
import { keys } from './queries'

export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: keys.search(q),
    queryFn: () => answer(api.GET('/search', { params: { query: { q } } })),
    enabled: q !== '',
  })

export const storyQuery = (sync: string, key: string) =>
  queryOptions({
    queryKey: keys.story(sync, key),
    queryFn: () => answer(api.GET('/ledger/{sync}/{key}', { params: { path: { sync, key } } })),
  })
