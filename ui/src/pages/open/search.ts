import { params, type Search, text } from '../../app/search'

/** What the page's URL says behind the question mark: of rows in doubt, refused or unconfirmed alike. */
export function openSearch(search: Search) {
  return params({ sync: text(search, 'sync'), after: text(search, 'after') })
}
