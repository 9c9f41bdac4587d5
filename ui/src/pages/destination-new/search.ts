import { params, type Search, text } from '../../app/search'

/** The steps are URLs: without a type one chooses it, with one one fills in its settings. */
export function typeSearch(search: Search) {
  return params({ type: text(search, 'type') })
}
