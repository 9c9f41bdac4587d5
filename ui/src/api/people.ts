import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from './client'
import { keys } from './queries'
import type { ChangePersonInputBody, InviteInputBody } from './schema'

export const peopleQuery = (after?: string) =>
  queryOptions({
    queryKey: [...keys.people, { after }],
    queryFn: () => answer(api.GET('/people', { params: { query: { after } } })),
    placeholderData: keepPreviousData,
  })

export function useInvite() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: InviteInputBody) => answer(api.POST('/people/invitations', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.people }),
  })
}

/** Invitations that are open: somebody can join by their links. */
export const invitationsQuery = queryOptions({
  queryKey: [...keys.people, 'invitations'],
  queryFn: () => answer(api.GET('/people/invitations')),
})

export function useWithdraw() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => answer(api.DELETE('/people/invitations/{id}', { params: { path: { id } } })),
    // What is not open any more may have become a person. Nobody waits for that: the link is dead already.
    onSettled: () => void queries.invalidateQueries({ queryKey: keys.people }),
  })
}

export function useChangePerson() {
  const queries = useQueryClient()
  return useMutation({
    // One thing is set, whatever else has changed meanwhile.
    mutationFn: ({ id, ...body }: ChangePersonInputBody & { id: string }) =>
      answer(api.PATCH('/people/{id}', { params: { path: { id }, header: { 'If-Match': '*' } }, body })),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: keys.session })
      return queries.invalidateQueries({ queryKey: keys.people })
    },
  })
}

export function useRemovePerson() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) =>
      answer(api.DELETE('/people/{id}', { params: { path: { id }, header: { 'If-Match': '*' } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.people }),
  })
}

export const useResetLink = () =>
  useMutation({
    mutationFn: (id: string) => answer(api.POST('/people/{id}/reset-link', { params: { path: { id } } })),
  })

export const useSignOutPerson = () =>
  useMutation({
    mutationFn: (id: string) => answer(api.POST('/people/{id}/sign-out', { params: { path: { id } } })),
  })
