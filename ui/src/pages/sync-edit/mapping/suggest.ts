import type { Suggestion } from '../../../api/schema'
import { columnsOf, type Known, membersOf } from '../columns'
import { type Assign, assigned, type Mapping } from '../spec'
import { isMapped } from './fields'

/** suggest fills what is empty with the columns that go by the names of the fields. */
export function suggest(mapping: Mapping, suggestion: Suggestion): { mapping: Mapping; added: string[] } {
  const filled = { ...mapping }
  const added: string[] = []
  for (const one of suggestion.mapping) {
    const declared = suggestion.operation.fields.find(({ name }) => name === one.field)
    if (!declared || isMapped(filled, declared)) {
      continue
    }
    filled[one.field] = assignOf(one)
    added.push(one.field)
  }
  for (const field of suggestion.operation.fields) {
    const list = field.type === 'array' && field.fields?.length && !assigned(filled[field.name])
    const found = list ? listed(field.fields ?? [], columnsOf(suggestion)) : undefined
    if (found) {
      filled[field.name] = found
      added.push(field.name)
    }
  }
  return { mapping: filled, added }
}

function assignOf({ column, as, members }: Suggestion['mapping'][number]): Assign {
  if (!members?.length) {
    return { column, ...(as && { as }) }
  }
  return { each: column, map: Object.fromEntries(members.map((one) => [one.field, assignOf(one)])) }
}

// A list is suggested where a column has lists whose elements have at least two of the members by name.
function listed(fields: { name: string }[], columns: Known[]): Assign | undefined {
  for (const column of columns) {
    const map = byName(fields, membersOf(column))
    if (Object.keys(map).length >= Math.min(2, fields.length)) {
      return { each: column.name, map }
    }
  }
  return undefined
}

/** byName maps the fields of an element to its members of the same name. */
export function byName(fields: { name: string }[], members: Known[]): Mapping {
  const map: Mapping = {}
  for (const { name } of fields) {
    const member = members.find((one) => plain(one.name) === plain(name))
    if (member) {
      map[name] = { column: member.name }
    }
  }
  return map
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}
