import { params, type Search, text } from '../../app/search'

/** What the page's URL says behind the question mark. */
export function rowSearch(search: Search) {
  return params({ attempt: text(search, 'attempt') })
}
