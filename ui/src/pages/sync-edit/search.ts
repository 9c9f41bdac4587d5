import { params, type Search, text } from '../../app/search'

/** What the page's URL says behind the question mark. */
export function syncNewSearch(search: Search) {
  return params({
    step: text(search, 'step'),
    model: text(search, 'model'),
    destination: text(search, 'destination'),
  })
}
