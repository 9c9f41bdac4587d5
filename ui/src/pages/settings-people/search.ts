import { params, type Search, text } from '../../app/search'

/** What the page's URL says behind the question mark. */
export function peopleSearch(search: Search) {
  return params({ after: text(search, 'after') })
}
