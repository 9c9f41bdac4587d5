import type { Operation } from '../../api/schema'
import { sentence } from '../../api/sentence'
import { type Known, typeWarning, unreadable } from './columns'
import { keyOf, labelOf } from './mapping/fields'
import { refusedFields } from './preview/refused'
import type { Mapping } from './spec'

/** Doubt is why rows would be refused by a mapping as it stands, though it can be saved. */
export interface Doubt {
  /** The field that it is about, as people call it; absent where it is about the whole row. */
  label?: string
  text: string
}

/** doubtsIn is what the row that is looked at, and the first rows of the columns, say against a mapping. */
export function doubtsIn(
  operation: Operation | undefined,
  mapping: Mapping,
  columns: Known[],
  refused: string | undefined,
): Doubt[] {
  if (!operation) {
    return []
  }
  const named = refusedFields(refused, operation, mapping).map(({ path }) => path)
  const nameOf = (path: string) =>
    operation.fields.find((field) => `${path}.`.startsWith(`mapping.${keyOf(mapping, field)}.`))
  const field = named[0] === undefined ? undefined : nameOf(named[0])
  const row = refused ? [{ label: field && labelOf(field), text: sentence(refused) }] : []
  const read = operation.fields.flatMap((one) => {
    const assign = mapping[keyOf(mapping, one)]
    const column = columns.find(({ name }) => name === assign?.column)
    const bad = column && one !== field && unreadable(one, column, assign?.as) !== undefined
    const text = bad ? typeWarning(one, column, assign?.as) : undefined
    return text ? [{ label: labelOf(one), text }] : []
  })
  return [...row, ...read]
}
