import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { answer, api, mild } from './client'
import { exactMembers } from './exact'
import { ProblemError, problemOf } from './problem'
import type { Draft, Problem, RowPreview } from './schema'

// A mapping that is not done yet is an ordinary answer; here it is a problem like others.
const unfinished: Problem = {
  type: 'about:blank',
  title: 'Unfinished',
  status: 200,
  code: 'invalid',
  detail: '',
  trace: '',
}

interface RowAsked {
  sync: string
  drafts?: Draft[]
  index?: number
  key?: string
  look_ups?: boolean
}

// Numbers of the row and of its record are Exact: 59.90 is not 59.9, and 12345678901234567890 is no other number.
async function ask(body: RowAsked, signal: AbortSignal): Promise<RowPreview> {
  const text = await answer(api.POST('/syncs/preview-row', { body, parseAs: 'text', signal, ...mild }))
  const preview = exactMembers(text, ['row', 'record']) as RowPreview
  const [first] = preview.problems ?? []
  if (first) {
    throw new ProblemError({ ...unfinished, ...first, errors: preview.problems })
  }
  return preview
}

const patience = 8_000 // milliseconds that somebody who saves is kept waiting

/** tryDraft is why a sync could not run if drafts were saved; nothing where that cannot be told soon. */
export async function tryDraft(sync: string, drafts: Draft[]): Promise<string[]> {
  try {
    await ask({ sync, drafts, look_ups: false }, AbortSignal.timeout(patience))
    return []
  } catch (error) {
    const { code, detail, errors } = problemOf(error)
    return code === 'invalid' ? (errors ?? [{ detail }]).map((each) => each.detail) : []
  }
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
