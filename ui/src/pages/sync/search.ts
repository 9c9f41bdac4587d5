import { oneOf, params, type Search, text } from '../../app/search'

/** What the page's URL says behind the question mark. */
export function syncSearch(search: Search) {
  return params({
    tab: oneOf(search, 'tab', ['overview', 'rows', 'runs', 'mapping', 'settings']),
    after: text(search, 'after'),
  })
}
