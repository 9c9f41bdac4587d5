import { queryOptions } from '@tanstack/react-query'
import { answer, api } from './client'
import type { RowPreview } from './schema'

/**
 * A row as the model has it now, and what would be sent of it. The answer is read with the digits of its
 * numbers as they were written: 59.90 is not 59.9, and 12345678901234567890 is no other number.
 */
export const rowPreviewQuery = (sync: string, key: string, enabled: boolean) =>
  queryOptions({
    queryKey: ['syncs', sync, 'preview', key],
    queryFn: async () =>
      exact(await answer(api.POST('/syncs/preview-row', { body: { sync, key }, parseAs: 'text' }))),
    enabled,
    // It asks the source: once, while one looks at it.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    retry: false,
  })

type Reviver = (this: unknown, key: string, value: unknown, context?: { source?: string }) => unknown

const keepDigits: Reviver = (key, value, context) =>
  typeof value === 'number' &&
  context?.source !== undefined &&
  context.source !== String(value) &&
  !timing(key)
    ? context.source
    : value

const timing = (key: string) => key === 'took_ns' || key === 'status'

function exact(json: unknown): RowPreview {
  return JSON.parse(String(json), keepDigits)
}
