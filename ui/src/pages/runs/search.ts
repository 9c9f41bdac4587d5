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

/** What the page's URL says behind the question mark. */
export function runsSearch(search: Search) {
  return params({
    sync: text(search, 'sync'),
    status: oneOf(search, 'status', statuses),
    after: text(search, 'after'),
  })
}
