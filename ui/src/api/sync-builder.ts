import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, mild, versioned } from './client'
import { exactMembers } from './exact'
import { previewSaved } from './preview'
import { keys } from './queries'
import type { Suggestion } from './schema'

/** The limits that a run may be held by, with the unit of each. */
export const brakesQuery = queryOptions({
  queryKey: ['brakes'],
  queryFn: () => answer(api.GET('/brakes')),
  staleTime: Number.POSITIVE_INFINITY, // the program's own
})

/** The columns of a model, with its first rows, exact, and what a mapping to an operation could begin with. */
export const suggestionQuery = (model: string, destination: string, operation: string) =>
  queryOptions({
    queryKey: [...keys.models, model, 'suggestion', destination, operation],
    queryFn: async () => {
      const body = { model, destination, operation }
      const text = await answer(api.POST('/syncs/suggest', { body, parseAs: 'text', ...mild }))
      return exactMembers(text, ['sample']) as Suggestion
    },
    enabled: model !== '' && destination !== '' && operation !== '',
    staleTime: 60_000,
    retry: false,
  })

/** The first rows of a model, of which one is looked at. */
export const firstRowsQuery = (model: string) =>
  queryOptions({
    queryKey: [...keys.model(model), 'preview'],
    queryFn: ({ signal }) => previewSaved(model, signal),
    enabled: model !== '',
    staleTime: 60_000,
    retry: false,
  })

/** When a schedule is due, before it is saved: asked anew with every change of it. */
export const scheduleQuery = (schedule: object | undefined, enabled: boolean) =>
  queryOptions({
    queryKey: ['schedule', schedule],
    queryFn: ({ signal }) => answer(api.POST('/schedules/preview', { body: { schedule }, signal, ...mild })),
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 15_000,
    retry: false,
  })

/** A sync as the file of a project would have it. */
export const renderedQuery = (name: string, spec: object) =>
  queryOptions({
    queryKey: ['rendered', name, spec],
    queryFn: ({ signal }) => answer(api.POST('/syncs/render', { body: { name, spec }, signal, ...mild })),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

export const campaignsQuery = (destination: string, setting: string) =>
  queryOptions({
    queryKey: [...keys.destination(destination), 'choices', setting],
    queryFn: () =>
      answer(
        api.GET('/destinations/{name}/campaigns', {
          params: { path: { name: destination }, query: { setting } },
          ...mild,
        }),
      ),
    enabled: destination !== '',
    staleTime: 60_000,
    retry: false,
  })

export const alertsQuery = queryOptions({
  queryKey: keys.alerts,
  queryFn: () => answer(api.GET('/alerts', { params: { query: { limit: 500 } } })),
})

interface Saving {
  name: string
  spec: unknown
  /** The version that is changed; absent if the sync must not be there yet. */
  version?: string
  force?: boolean
}

/** useSaveSync creates a sync, or changes the version that was looked at. */
export function useSaveSync() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ name, spec, version, force }: Saving) =>
      versioned(
        api.PUT('/syncs/{name}', {
          params: {
            path: { name },
            header: version === undefined ? { 'If-None-Match': '*' } : { 'If-Match': version },
            query: force ? { force } : {},
          },
          body: { spec },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.syncs }),
  })
}
