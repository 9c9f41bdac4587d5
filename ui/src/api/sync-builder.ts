import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, versioned } from './client'
import { keys } from './queries'
import type { Draft, RowPreview } from './schema'

/** The columns of a model, with its first rows, and what a mapping to an operation could begin with. */
export const suggestionQuery = (model: string, destination: string, operation: string) =>
  queryOptions({
    queryKey: [...keys.models, model, 'suggestion', destination, operation],
    queryFn: () => answer(api.POST('/syncs/suggest', { body: { model, destination, operation } })),
    enabled: model !== '' && destination !== '' && operation !== '',
    staleTime: 60_000,
    retry: false,
  })

/** The first rows of a model, of which one is looked at. */
export const firstRowsQuery = (model: string) =>
  queryOptions({
    queryKey: [...keys.model(model), 'preview'],
    queryFn: () => answer(api.GET('/models/{name}/preview', { params: { path: { name: model } } })),
    enabled: model !== '',
    staleTime: 60_000,
    retry: false,
  })

export interface RowAsked {
  sync: string
  drafts: Draft[]
  index?: number
  key?: string
  look_ups?: boolean
}

/** What would be sent for one row, by a sync as it stands in the builder. */
export const rowPreviewQuery = (asked: RowAsked, enabled: boolean) =>
  queryOptions({
    queryKey: ['row-preview', asked],
    queryFn: async ({ signal }) => {
      const text = await answer(api.POST('/syncs/preview-row', { body: asked, parseAs: 'text', signal }))
      return exactly(String(text)) as RowPreview
    },
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  })

type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown

// A number whose digits would be lost (1.10, or one of twenty digits) stays the text that it is.
function exactly(text: string): unknown {
  const keep: Reviver = (_, value, context) =>
    typeof value === 'number' && context?.source !== undefined && context.source !== String(value)
      ? context.source
      : value
  return JSON.parse(text, keep)
}

export const campaignsQuery = (destination: string, setting: string) =>
  queryOptions({
    queryKey: [...keys.destination(destination), 'choices', setting],
    queryFn: () =>
      answer(
        api.GET('/destinations/{name}/campaigns', {
          params: { path: { name: destination }, query: { setting } },
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
