import { oneOf, params, type Search, text } from '../../app/search'

/** What the page's URL says behind the question mark. */
export function planSearch(search: Search) {
  return params({
    after: text(search, 'after'),
    kind: oneOf(search, 'kind', ['added', 'changed', 'removed']),
  })
}
