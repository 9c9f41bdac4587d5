import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from './client'
import { keys } from './queries'

export const secretsQuery = (after: string | undefined, enabled: boolean) =>
  queryOptions({
    queryKey: [...keys.secrets, { after }],
    queryFn: () => answer(api.GET('/secrets', { params: { query: { after } } })),
    placeholderData: keepPreviousData,
    enabled,
  })

export function useSetSecret() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ name, value }: { name: string; value: string }) =>
      answer(api.PUT('/secrets/{name}', { params: { path: { name } }, body: { value } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.secrets }),
    gcTime: 0, // what was sent is not kept
  })
}

export function useDeleteSecret() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (name: string) => answer(api.DELETE('/secrets/{name}', { params: { path: { name } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.secrets }),
  })
}
