import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from './client'
import { keys } from './queries'

/** All of them: there are as many as a person has made. */
export const alertsQuery = queryOptions({
  queryKey: keys.alerts,
  queryFn: () => answer(api.GET('/alerts', { params: { query: { limit: 500 } } })),
})

interface Written {
  name: string
  spec: unknown
  /** The version that is changed; absent of a new one. */
  version?: number
  /** Whether what came from files may be changed. */
  force: boolean
}

export function usePutAlert() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ name, spec, version, force }: Written) =>
      answer(
        api.PUT('/alerts/{name}', {
          params: {
            path: { name },
            query: force ? { force } : {},
            header: version === undefined ? { 'If-None-Match': '*' } : { 'If-Match': `"${version}"` },
          },
          body: { spec },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.alerts }),
  })
}

export function useDeleteAlert() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ name, version, force }: { name: string; version: number; force: boolean }) =>
      answer(
        api.DELETE('/alerts/{name}', {
          params: { path: { name }, query: force ? { force } : {}, header: { 'If-Match': `"${version}"` } },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.alerts }),
  })
}
