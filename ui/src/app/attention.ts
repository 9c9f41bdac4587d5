import { useQuery } from '@tanstack/react-query'
import { overviewQuery, rowsToSee } from '../api/overview'

const pages = [
  { to: '/in-doubt', cause: 'in_doubt' },
  { to: '/refused', cause: 'refused' },
  { to: '/unconfirmed', cause: 'unconfirmed' },
] as const

/** attention are the pages of rows that somebody should see to: one place in the menu. */
export const attention: readonly string[] = pages.map(({ to }) => to)

/** useAttention is how many rows wait for somebody, if that is known, and the first page that has some. */
export function useAttention() {
  const { data } = useQuery(overviewQuery)
  const rows = data && rowsToSee(data)
  const first = rows && pages.find(({ cause }) => rows[cause] > 0)
  return { to: (first ?? pages[0]).to, rows: rows && rows.in_doubt + rows.refused + rows.unconfirmed }
}
