import { queryOptions } from '@tanstack/react-query'
import { answer, api } from './client'
import type { Overview } from './schema'

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: () => answer(api.GET('/overview')),
  // What goes on is followed closely, what may come up less so.
  refetchInterval: (query) => ((query.state.data?.going.length ?? 0) > 0 ? 2_000 : 15_000),
})

/** daysQuery counts what ran, by the days of the viewer's zone. */
export const daysQuery = (sync?: string) =>
  queryOptions({
    queryKey: ['overview', 'days', sync ?? ''],
    queryFn: () =>
      answer(
        api.GET('/statistics/days', {
          params: {
            query: {
              days: 30,
              zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
              ...(sync ? { sync } : {}),
            },
          },
        }),
      ),
    refetchInterval: 15_000, // a page that is left open says what has run since
  })

/** rowsToSee counts the rows that somebody should see to, but those refused that nothing tries again. */
export const rowsToSee = ({ concerns }: Overview) =>
  concerns.reduce(
    (all, one) => ({
      in_doubt: all.in_doubt + one.in_doubt,
      refused: all.refused + (one.gone ? 0 : one.refused),
      unconfirmed: all.unconfirmed + one.unconfirmed,
    }),
    { in_doubt: 0, refused: 0, unconfirmed: 0 },
  )
