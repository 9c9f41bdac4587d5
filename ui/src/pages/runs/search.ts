import { oneOf, params, type Search, text } from '../../app/search'

const statuses = [
  'queued',
  'running',
  'completed',
  'completed_with_rejections',
  'failed',
  'cancelled',
  'held',
] as const

export type Status = (typeof statuses)[number]

/** statusesOf reads statuses joined by commas; what is none of them is left out. */
export function statusesOf(joined: string | undefined): Status[] {
  const chosen = (joined ?? '').split(',')
  return statuses.filter((status) => chosen.includes(status))
}

/** What the page's URL says behind the question mark. */
export function runsSearch(search: Search) {
  return params({
    sync: text(search, 'sync'),
    status: statusesOf(text(search, 'status')).join(',') || undefined,
    period: oneOf(search, 'period', ['day', 'week', 'month']),
    after: text(search, 'after'),
  })
}
