import { params, type Search, text } from '../../app/search'

/** What the page's URL says behind the question mark: which alert is edited; a plus for a new one. */
export function alertsSearch(search: Search) {
  return params({ edit: text(search, 'edit') })
}
