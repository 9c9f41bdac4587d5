import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, versioned } from './client'
import { keys } from './queries'
import type { Retention } from './schema'

/** For how long things are kept, with the version that a change has to name. */
export const retentionQuery = queryOptions({
  queryKey: keys.retention,
  queryFn: () => versioned(api.GET('/settings/retention')),
})

export function useSetRetention() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ version, ...body }: Retention & { version: string }) =>
      answer(api.PUT('/settings/retention', { params: { header: { 'If-Match': version } }, body })),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.retention }),
  })
}
