import { flag, oneOf, params, type Search, text } from '../../app/search'

const kinds = ['added', 'changed', 'removed'] as const
const outcomes = ['accepted', 'rejected', 'deferred', 'in_doubt', 'deleted'] as const

/** What the page's URL says behind the question mark. */
export function runSearch(search: Search) {
  return params({
    tab: oneOf(search, 'tab', ['rows', 'reasons']),
    outcome: oneOf(search, 'outcome', outcomes),
    kind: oneOf(search, 'kind', kinds),
    key: text(search, 'key'),
    message: text(search, 'message'),
    reason: text(search, 'reason'),
    unconfirmed: flag(search, 'unconfirmed'),
    after: text(search, 'after'),
  })
}
