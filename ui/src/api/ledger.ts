import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from './client'
import { problemOf } from './problem'
import { keys, patience } from './queries'
import type { OpenRow, Problem, ResolveInputBody } from './schema'

export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: keys.search(q),
    queryFn: () => answer(api.GET('/search', { params: { query: { q } } })),
    enabled: q !== '',
  })

/** All that is known of a row. The account is that of the sync as it is configured, unless one is named. */
export const storyQuery = (sync: string, key: string, account?: string) =>
  queryOptions({
    queryKey: [...keys.story(sync, key), account],
    queryFn: () =>
      answer(api.GET('/ledger/{sync}/{key}', { params: { path: { sync, key }, query: { account } } })),
  })

/** Rows of which nobody knows whether they were recorded, newest first. */
export const inDoubtQuery = (filter: { sync?: string; run?: string; after?: string; limit?: number }) =>
  queryOptions({
    queryKey: ['ledger', 'in-doubt', filter],
    queryFn: () => answer(api.GET('/in-doubt', { params: { query: filter } })),
    placeholderData: keepPreviousData,
    refetchInterval: patience, // a page that is left open must not go on saying that nothing is
  })

/** everyInDoubt reads all pages of them. */
export async function everyInDoubt(sync: string | undefined): Promise<OpenRow[]> {
  const all: OpenRow[] = []
  let after: string | undefined
  do {
    const page = await answer(api.GET('/in-doubt', { params: { query: { sync, after, limit: 500 } } }))
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
}

export interface Decided {
  row: RowName
  /** Why it could not be decided. */
  problem?: Problem
}

/**
 * useDecide decides about rows, one after the other: each is a decision of its own in the ledger. What cannot
 * be decided does not keep the others from it.
 */
export function useDecide() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async ({ rows, ...body }: { rows: RowName[]; verdict: Verdict; reason: string }) => {
      const done: Decided[] = []
      for (const row of rows) {
        const params = { path: { sync: row.sync, key: row.primary_key }, query: { account: row.account } }
        try {
          await answer(api.POST('/ledger/{sync}/{key}/resolve', { params, body }))
          done.push({ row })
        } catch (error) {
          done.push({ row, problem: problemOf(error) })
        }
      }
      return done
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['ledger'] }),
  })
}
