import { QueryClient } from '@tanstack/react-query'
import { ProblemError, unreached } from './problem'

/** After how long what found nobody is asked for again. In ms. */
export const patience = 5_000

// After how long a page that is left open asks again, in ms.
const attention = 10_000

/**
 * followed is after how long what a page tells is asked for again while it is seen: a page that is left open must
 * not go on saying what is not so any more. What the server refuses it refuses again.
 */
export const followed = ({ state: { data, error } }: { state: { data: unknown; error: Error | null } }) =>
  error && unreached(error) ? patience : error && data === undefined ? false : attention

/** queries keeps what the server answered. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What the server has refused it refuses again; what got lost on the way is asked for again.
      retry: (failures, error) =>
        failures < 2 && !(error instanceof ProblemError && error.problem.status !== 503),
      // What found nobody is asked for until the server is back.
      refetchInterval: ({ state: { error } }) => (error && unreached(error) ? patience : false),
    },
  },
})

/** The keys of what is kept. The first word is the resource, so that a change can drop all of it. */
export const keys = {
  session: ['session'] as const,
  methods: ['methods'] as const,
  sessions: ['sessions'] as const,
  version: ['version'] as const,
  syncs: ['syncs'] as const,
  sync: (name: string) => ['syncs', name] as const,
  runs: ['runs'] as const,
  runList: (filter: object) => ['runs', 'list', filter] as const,
  run: (id: string) => ['runs', id] as const,
  rows: (id: string, over: boolean, filter: object) => ['runs', id, 'rows', over, filter] as const,
  row: (id: string, key: string) => ['runs', id, 'rows', key] as const,
  reasons: (id: string, over: boolean) => ['runs', id, 'reasons', over] as const,
  story: (sync: string, key: string) => ['ledger', sync, key] as const,
  search: (q: string) => ['ledger', 'search', q] as const,
  models: ['models'] as const,
  model: (name: string) => ['models', name] as const,
  sources: ['sources'] as const,
  source: (name: string) => ['sources', name] as const,
  sourceTypes: ['source-types'] as const,
  destinations: ['destinations'] as const,
  destination: (name: string) => ['destinations', name] as const,
  destinationTypes: ['destination-types'] as const,
  people: ['people'] as const,
  tokens: ['tokens'] as const,
  secrets: ['secrets'] as const,
  audit: (filter: object) => ['audit', filter] as const,
  retention: ['settings', 'retention'] as const,
  alerts: ['alerts'] as const,
}
