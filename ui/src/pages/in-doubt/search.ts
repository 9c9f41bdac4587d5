import { params, type Search, text } from '../../app/search'

/** What the page's URL says behind the question mark. */
export function inDoubtSearch(search: Search) {
  return params({ sync: text(search, 'sync'), after: text(search, 'after') })
}
