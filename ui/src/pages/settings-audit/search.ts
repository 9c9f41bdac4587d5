import { params, type Search, text } from '../../app/search'

/** What the page's URL says behind the question mark. */
export function auditSearch(search: Search) {
  return params({
    after: text(search, 'after'),
    who: text(search, 'who'),
    kind: text(search, 'kind'),
    name: text(search, 'name'),
  })
}
