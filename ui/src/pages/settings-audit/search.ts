import { params, type Search, text } from '../../app/search'

/** What the page's URL says behind the question mark. since and until are days of the viewer's zone. */
export function auditSearch(search: Search) {
  return params({
    after: text(search, 'after'),
    who: text(search, 'who'),
    action: text(search, 'action'),
    kind: text(search, 'kind'),
    name: text(search, 'name'),
    since: text(search, 'since'),
    until: text(search, 'until'),
  })
}
