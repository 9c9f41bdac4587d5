import type { Field, Operation } from '../../../api/schema'
import { type Assign, assigned, type Mapping, type SyncSpec } from '../spec'

/** Group is some fields under a heading. */
export interface Group {
  name: string
  note?: string
  fields: Field[]
  /** Whether it is closed until one asks for it. */
  folded?: boolean
}

/** keyOf is the name that a field goes by in a mapping: its own, or one of its other names. */
export function keyOf(mapping: Mapping, field: Field): string {
  return [field.name, ...(field.aliases ?? [])].find((name) => name in mapping) ?? field.name
}

/** isMapped says whether anything fills a field. */
export function isMapped(mapping: Mapping, field: Field): boolean {
  return assigned(mapping[keyOf(mapping, field)])
}

/**
 * groupsOf puts what must be mapped first, then what is, then the rest. An operation that takes a list, or the
 * same fields for a single item, has those together: one of both is needed for each row.
 */
export function groupsOf(operation: Operation, mapping: Mapping): Group[] {
  const list = operation.fields.find((field) => field.type === 'array' && (field.fields ?? []).length > 0)
  const single = list ? operation.fields.filter((f) => f.name.startsWith(`${one(list.name)}_`)) : []
  const items = list && single.length > 0 ? [list, ...single] : []
  const choices = new Set((operation.one_of ?? []).flat())
  const rest = operation.fields.filter((field) => !items.includes(field) && !choices.has(field.name))
  const required = rest.filter((field) => field.required)
  const optional = rest.filter((field) => !field.required)
  const groups: Group[] = [
    { name: 'Required', fields: required },
    ...(operation.one_of ?? []).map((names) => ({
      name: 'Exactly one of these',
      note: 'Map one of them, and leave the others empty.',
      fields: operation.fields.filter((field) => names.includes(field.name)),
    })),
    {
      name: 'Items',
      note: 'Each row needs at least one item with a category and a quantity. A list that is mapped and not empty wins over the fields of the single item.',
      fields: items,
    },
    { name: 'Mapped', fields: optional.filter((field) => isMapped(mapping, field)) },
    { name: 'Optional', fields: optional.filter((field) => !isMapped(mapping, field)), folded: true },
  ]
  return groups.filter((group) => group.fields.length > 0)
}

function one(many: string): string {
  return many.replace(/s$/, '')
}

/** labelOf is a field as people call it. */
export function labelOf(field: Field): string {
  return field.label ?? field.name
}

/** sought says whether a field has what somebody types into the search. */
export function sought(field: Field, text: string): boolean {
  return `${field.name} ${labelOf(field)} ${field.doc ?? ''}`
    .toLowerCase()
    .includes(text.trim().toLowerCase())
}

/** Unmapped is a field that has to be mapped and is not: where it is, and what that leads to. */
export interface Unmapped {
  path: string
  label: string
  text: string
}

/** missingFields are the fields of a record that have to be mapped and are not yet. */
export function missingFields(operation: Operation, { mapping, match }: SyncSpec): Unmapped[] {
  // What records are matched by is filled from the column that it is matched with.
  const matched = match?.column ? match.field : ''
  const required = operation.fields.filter(
    (field) => field.required && !field.per_row && field.name !== matched && !isMapped(mapping, field),
  )
  const groups = (operation.one_of ?? [])
    .map((names) => operation.fields.filter((field) => names.includes(field.name)))
    .filter((fields) => !fields.some((field) => isMapped(mapping, field)))
  return [
    ...required.map((field) => ({
      path: `mapping.${keyOf(mapping, field)}`,
      label: labelOf(field),
      text: 'Required: nothing can be sent without it.',
    })),
    ...groups.map((fields) => {
      const label = `one of ${fields.map(labelOf).join(', ')}`
      return { path: `mapping.${fields[0]?.name}`, label, text: `Required: map ${label}.` }
    }),
  ]
}

/** missingMembers are the fields of lists and objects that rows are refused without. */
export function missingMembers(operation: Operation, { mapping }: SyncSpec): Unmapped[] {
  return operation.fields.flatMap((field) => {
    const key = keyOf(mapping, field)
    return within(field, mapping[key], { path: `mapping.${key}`, label: labelOf(field) })
  })
}

function within(field: Field, assign: Assign | undefined, at: { path: string; label: string }): Unmapped[] {
  const map = assign?.map
  if (!map || !assigned(assign)) {
    return []
  }
  return (field.fields ?? []).flatMap((member) => {
    const inner = { path: `${at.path}.map.${member.name}`, label: `${at.label}: ${labelOf(member)}` }
    const text = lacking(member, map, assign.each !== undefined)
    return text ? [{ ...inner, text }] : within(member, map[member.name], inner)
  })
}

/** lacking is what follows if a member of a list's elements, or of an object, is not mapped. */
export function lacking(member: Field, map: Mapping, ofList: boolean): string | undefined {
  if (!member.required || assigned(map[member.name])) {
    return undefined
  }
  const each = ofList ? 'each item needs it, and rows with an item' : 'rows'
  return `Required: ${each} without it are refused.`
}
