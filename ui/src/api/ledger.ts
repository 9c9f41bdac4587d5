import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, mild } from './client'
import { ProblemError, problemOf } from './problem'
import { followed, keys, patience } from './queries'
import type { OpenPage, OpenRow, Problem, ResolveInputBody, Story } from './schema'

export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: keys.search(q),
    queryFn: () => answer(api.GET('/search', { params: { query: { q } } })),
    enabled: q !== '',
  })

/**
 * All that is known of a row; null as long as nothing is. The account is that of the sync as it is configured,
 * unless one is named.
 */
export const storyQuery = (sync: string, key: string, account?: string) =>
  queryOptions({
    queryKey: [...keys.story(sync, key), account],
    queryFn: () => knownStory(sync, key, account),
    refetchInterval: followed,
  })

async function knownStory(sync: string, key: string, account?: string): Promise<Story | null> {
  const params = { path: { sync, key }, query: { account } }
  try {
    return await answer(api.GET('/ledger/{sync}/{key}', { params, ...mild }))
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 404) {
      return null
    }
    throw error
  }
}

/** Rows of which nobody knows whether they were recorded, newest first. */
export const inDoubtQuery = (filter: { sync?: string; run?: string; after?: string; limit?: number }) =>
  queryOptions({
    queryKey: ['ledger', 'in-doubt', filter],
    queryFn: () => answer(api.GET('/in-doubt', { params: { query: filter } })),
    placeholderData: keepPreviousData,
    refetchInterval: patience, // a page that is left open must not go on saying that nothing is
  })

/** Cause is why a row is open: somebody should see to it. */
export type Cause = 'in_doubt' | 'refused' | 'unconfirmed'

interface OpenFilter {
  sync?: string | undefined
  after?: string | undefined
  limit: number
}

function readOpen(cause: Cause, query: OpenFilter): Promise<OpenPage> {
  switch (cause) {
    case 'in_doubt':
      return answer(api.GET('/in-doubt', { params: { query } }))
    case 'refused':
      return answer(api.GET('/refused', { params: { query } }))
    default:
      return answer(api.GET('/unconfirmed', { params: { query } }))
  }
}

/** Rows that somebody should see to, for one cause. */
export const openRowsQuery = (cause: Cause, filter: OpenFilter) =>
  queryOptions({
    queryKey: ['ledger', cause, filter],
    queryFn: () => readOpen(cause, filter),
    placeholderData: keepPreviousData,
    refetchInterval: patience, // a page that is left open must not go on saying that nothing is
  })

/** everyOpenRow reads all pages of them. */
export async function everyOpenRow(cause: Cause, sync: string | undefined): Promise<OpenRow[]> {
  const all: OpenRow[] = []
  let after: string | undefined
  do {
    const page = await readOpen(cause, { sync, after, limit: 100 })
    all.push(...page.items)
    after = page.next
  } while (after)
  return all
}

export type Verdict = ResolveInputBody['verdict']

/** RowName names a row for ever. */
export interface RowName {
  sync: string
  /** Whose memory of it is meant. */
  account: string
  primary_key: string
  key: string
  /** What is known of it, in the ledger's words. */
  state: string
  /** What was accepted of it before, if anything was. */
  earlier?: Story['earlier']
  /** Whether it was accepted, and not confirmed. */
  unconfirmed?: boolean
  /** Whether it has left the model. */
  gone?: boolean
  /** Whether it has left the model and the vendor refused to delete it. */
  stays?: boolean
  /** Where it was sent and where it would be sent now, if that is not the same. */
  moved?: string
}

export interface Decided {
  row: RowName
  /** What is known of it since. */
  story?: Story
  /** Why it could not be decided. */
  problem?: Problem
}

/**
 * useDecide decides about rows, one after the other: each is a decision of its own in the ledger, about what was
 * seen of the row. What cannot be decided does not keep the others from it.
 */
export function useDecide() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async ({ rows, ...rest }: { rows: readonly RowName[]; verdict: Verdict; reason: string }) => {
      const done: Decided[] = []
      for (const row of rows) {
        const params = { path: { sync: row.sync, key: row.primary_key }, query: { account: row.account } }
        const body = { ...rest, seen: row.state as ResolveInputBody['seen'] }
        try {
          done.push({ row, story: await answer(api.POST('/ledger/{sync}/{key}/resolve', { params, body })) })
        } catch (error) {
          done.push({ row, problem: problemOf(error) })
        }
      }
      return done
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['overview'] })
      return queries.invalidateQueries({ queryKey: ['ledger'] })
    },
  })
}

/** useReread reads what is known of a row by now; as it was seen, where that cannot be read. */
export function useReread() {
  const queries = useQueryClient()
  return (row: RowName): Promise<RowName> =>
    queries.fetchQuery({ ...storyQuery(row.sync, row.primary_key, row.account), staleTime: 0 }).then(
      (story) => story ?? row,
      () => row,
    )
}
