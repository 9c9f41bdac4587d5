import { flag, oneOf, params, type Search, text } from '../../app/search'

/** What the page's URL says behind the question mark. */
export function planSearch(search: Search) {
  return params({
    after: text(search, 'after'),
    kind: oneOf(search, 'kind', ['added', 'changed', 'removed']),
    run: text(search, 'run'),
    how: oneOf(search, 'how', ['full', 'reset']),
    resend: text(search, 'resend'),
    same: flag(search, 'same'),
  })
}
