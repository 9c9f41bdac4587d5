import { oneOf, params, type Search, text } from '../../app/search'

/** A new model may begin with a source, or with one of its tables. */
export function modelNewSearch(search: Search) {
  return params({
    source: text(search, 'source'),
    from: oneOf(search, 'from', ['sql', 'table', 'dbt']),
    table: text(search, 'table'),
  })
}
