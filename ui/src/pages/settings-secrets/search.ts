import { params, type Search, text } from '../../app/search'

/** What the page's URL says behind the question mark. */
export function secretsSearch(search: Search) {
  return params({ after: text(search, 'after') })
}
