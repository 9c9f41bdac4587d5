import type { Field } from '../../api/schema'

/** A line of a mapping: which field of the destination gets what. */
export interface Line {
  field: string
  value: string
  /** What happens where there is no value. */
  empty: string
  /** Where it is: sku, or items.sku. */
  path: string
  /** How deep it lies: fields of elements lie in the field of their list. */
  depth: number
}

const leftOut = 'Left out'
const refused = 'The row is refused'
const requires = 'Required: the row is refused'

type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** linesOf reads the mapping of a sync's spec. A row is refused where a required field has no value. */
export function linesOf(spec: unknown, required: readonly string[]): Line[] {
  if (!isFields(spec)) {
    return []
  }
  return [...fieldsOf(spec.match), ...fieldsOf(spec.mapping), ...fieldsOf(spec.custom)]
    .filter((line, i, all) => all.findIndex((other) => other.path === line.path) === i)
    .map((line) =>
      [leftOut, refused].includes(line.empty) && required.includes(line.path)
        ? { ...line, empty: requires }
        : line,
    )
}

/** fieldAt finds the field of a line, by its name or another that it goes by. */
export function fieldAt(fields: readonly Field[], [name, ...inner]: string[]): Field | undefined {
  const found = fields.find((one) => one.name === name || one.aliases?.includes(name ?? ''))
  return inner.length > 0 ? fieldAt(found?.fields ?? [], inner) : found
}

/** matchOf is the fields that records are matched by. */
export function matchOf(spec: unknown): string[] {
  return isFields(spec) && isFields(spec.match) ? Object.keys(spec.match) : []
}

function fieldsOf(mapping: unknown, above: readonly string[] = []): Line[] {
  if (!isFields(mapping)) {
    return []
  }
  return Object.entries(mapping).flatMap(([field, source]) => [
    {
      field,
      path: [...above, field].join('.'),
      value: sourceOf(source, above.length === 0 ? 'The column' : 'The element’s'),
      empty: emptyOf(source),
      depth: above.length,
    },
    ...(isFields(source) && isFields(source.map) ? fieldsOf(source.map, [...above, field]) : []),
  ])
}

function sourceOf(source: unknown, whose: string): string {
  if (!isFields(source)) {
    return `${whose} ${String(source)}`
  }
  if ('value' in source) {
    return `Always “${String(source.value)}”`
  }
  if ('template' in source) {
    return `The text ${String(source.template)}`
  }
  if ('variable' in source) {
    return `${String(source.variable)}, which every run has`
  }
  if ('each' in source) {
    return `A list: one for each element of the column ${String(source.each)}`
  }
  const as =
    source.as === 'minor_units'
      ? ', in the smallest unit of its currency'
      : source.as
        ? `, as ${source.as}`
        : ''
  return `${whose} ${String(source.column)}${as}`
}

function emptyOf(source: unknown): string {
  const policy = isFields(source) ? source.if_null : undefined
  if (isFields(policy)) {
    return `“${String(policy.value)}”`
  }
  return { send: 'Sent as nothing', reject: refused }[String(policy)] ?? leftOut
}
