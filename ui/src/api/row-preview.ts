import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { answer, api } from './client'
import { exactMembers } from './exact'
import type { Draft, RowPreview } from './schema'

interface RowAsked {
  sync: string
  drafts?: Draft[]
  index?: number
  key?: string
  look_ups?: boolean
}

// Numbers of the row and of its record are Exact: 59.90 is not 59.9, and 12345678901234567890 is no other number.
async function ask(body: RowAsked, signal: AbortSignal): Promise<RowPreview> {
  const text = await answer(api.POST('/syncs/preview-row', { body, parseAs: 'text', signal }))
  return exactMembers(text, ['row', 'record']) as RowPreview
}

/** A row as the model has it now, and what would be sent of it. */
export const rowPreviewQuery = (sync: string, key: string, enabled: boolean) =>
  queryOptions({
    queryKey: ['syncs', sync, 'preview', key],
    queryFn: ({ signal }) => ask({ sync, key }, signal),
    enabled,
    // It asks the source: once, while one looks at it.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    retry: false,
  })

/** What would be sent for one row by a sync as it stands in the builder. */
export const draftRowQuery = (asked: RowAsked, enabled: boolean) =>
  queryOptions({
    queryKey: ['row-preview', asked],
    queryFn: ({ signal }) => ask(asked, signal),
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  })
