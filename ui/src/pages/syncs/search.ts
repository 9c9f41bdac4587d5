import { params, type Search, text } from '../../app/search'

/** What the page's URL says behind the question mark. */
export function syncsSearch(search: Search) {
  return params({
    q: text(search, 'q'),
    status: text(search, 'status'),
    destination: text(search, 'destination'),
  })
}
