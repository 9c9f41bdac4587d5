import { params, type Search, text } from '../../app/search'

/** What the page's URL says behind the question mark. */
export function searchSearch(search: Search) {
  return params({ q: text(search, 'q') })
}
