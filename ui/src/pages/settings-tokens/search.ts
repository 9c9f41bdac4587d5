import { flag, params, type Search, text } from '../../app/search'

/** What the page's URL says behind the question mark. */
export function tokensSearch(search: Search) {
  return params({ everybody: flag(search, 'everybody'), after: text(search, 'after') })
}
