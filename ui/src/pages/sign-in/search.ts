import { params, type Search, text } from '../../app/search'

/** What the page's URL says behind the question mark. */
export function signInSearch(search: Search) {
  return params({ return: text(search, 'return') })
}
