import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from './client'
import { keys } from './queries'
import type { CreateTokenInputBody } from './schema'

export const tokensQuery = (filter: { everybody?: boolean; after?: string }) =>
  queryOptions({
    queryKey: [...keys.tokens, filter],
    queryFn: () => answer(api.GET('/tokens', { params: { query: filter } })),
    placeholderData: keepPreviousData,
  })

export function useCreateToken() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: CreateTokenInputBody) => answer(api.POST('/tokens', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.tokens }),
    gcTime: 0, // the answer holds the token itself
  })
}

export function useRevokeToken() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => answer(api.DELETE('/tokens/{id}', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.tokens }),
  })
}
