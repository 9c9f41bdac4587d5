import { queryOptions } from '@tanstack/react-query'
import { answer, api } from './client'

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
