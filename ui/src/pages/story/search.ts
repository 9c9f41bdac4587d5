import { params, type Search, text } from '../../app/search'

/** What the page's URL says behind the question mark. */
export function storySearch(search: Search) {
  return params({ account: text(search, 'account') })
}
