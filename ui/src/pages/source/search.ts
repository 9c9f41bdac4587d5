import { params, type Search, text } from '../../app/search'

/** What the page's URL says behind the question mark: what is looked for among its tables. */
export function sourceSearch(search: Search) {
  return params({ q: text(search, 'q') })
}
