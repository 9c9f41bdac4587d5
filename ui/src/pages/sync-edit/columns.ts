import { Exact, exactJSON, plainText } from '../../api/exact'
import type { Column, Field, Suggestion } from '../../api/schema'

/** Known is a column, or a member of the elements of one, with what is in its first rows. */
export interface Known {
  name: string
  type: string
  samples: unknown[]
}

/** columnsOf are the columns of a model. */
export function columnsOf(suggestion: Pick<Suggestion, 'columns' | 'sample'> | undefined): Known[] {
  return (suggestion?.columns ?? []).map((column: Column, i) => ({
    name: column.name,
    type: column.type,
    samples: (suggestion?.sample ?? []).map((row) => (Array.isArray(row) ? row[i] : undefined)),
  }))
}

/** membersOf are the members that the elements of a column's lists have in the first rows. */
export function membersOf(column: Known | undefined): Known[] {
  const members = new Map<string, Known>()
  for (const sample of column?.samples ?? []) {
    const parsed = parse(sample)
    for (const element of Array.isArray(parsed) ? parsed : [parsed]) {
      if (typeof element !== 'object' || element === null || element instanceof Exact) {
        continue
      }
      for (const [name, value] of Object.entries(element)) {
        const member = members.get(name) ?? { name, type: kindOf(value), samples: [] }
        if (member.type === 'int' && kindOf(value) === 'decimal') {
          member.type = 'decimal'
        }
        member.samples.push(value)
        members.set(name, member)
      }
    }
  }
  return [...members.values()]
}

function parse(value: unknown): unknown {
  if (typeof value !== 'string') {
    return value
  }
  try {
    return exactJSON(value)
  } catch {
    return undefined
  }
}

function kindOf(value: unknown): string {
  if (value instanceof Exact) {
    return /[.eE]/.test(value.digits) ? 'decimal' : 'int'
  }
  switch (typeof value) {
    case 'boolean':
      return 'bool'
    case 'object':
      return 'json'
    default:
      return 'string'
  }
}

/** sampleOf is the first value that is there, as short text. */
export function sampleOf(column: Known | undefined): string {
  const value = column?.samples.find((one) => one !== null && one !== undefined && one !== '')
  return value === undefined ? '' : shown(value)
}

/** shown is a value as people read it. */
export function shown(value: unknown): string {
  const text = value === null || value === undefined ? '' : plainText(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** Words for types, of columns and of fields. */
export const typeWords: Record<string, string> = {
  any: 'any',
  string: 'text',
  email: 'e-mail',
  url: 'URL',
  bool: 'yes/no',
  int: 'whole number',
  decimal: 'decimal',
  float: 'floating point',
  bytes: 'binary',
  date: 'date',
  time: 'time',
  local: 'local time',
  json: 'JSON',
  object: 'object',
  array: 'list',
}

const numbers = ['int', 'decimal', 'float']
const dates = ['date', 'time', 'local']
const nested = ['json', 'array', 'object']

/** typeWarning says what is doubtful about filling a field from a column; undefined if nothing is. */
export function typeWarning(field: Field, column: Known, as: string | undefined): string | undefined {
  const takes = typeWords[field.type] ?? field.type
  if (column.type === 'string' || column.type === 'any') {
    return textWarning(field, column, as ? 'decimal' : takes, as)
  }
  if (as && numbers.includes(column.type)) {
    return undefined
  }
  if (!fits(column.type, field.type)) {
    return `${column.name} is ${article(typeWords[column.type] ?? column.type)}; the field takes ${article(takes)}.`
  }
  if (field.type === 'int' && column.type !== 'int' && !as) {
    return `${column.name} can have decimals; the field takes whole numbers.`
  }
  return undefined
}

// Text can hold anything: what is in the first rows tells more than its type.
function textWarning(field: Field, column: Known, takes: string, as: string | undefined): string | undefined {
  const bad = unreadable(field, column, as)
  if (bad !== undefined) {
    return `“${shown(bad)}” cannot be read as ${article(takes)}: such rows are refused.`
  }
  if ([...numbers, ...dates, 'bool'].includes(field.type)) {
    return `A text column: each value has to read as ${article(takes)}, or its row is refused.`
  }
  return undefined
}

/** unreadable is a text of a column's first rows that a field cannot take: such a row is refused. */
export function unreadable(field: Field, column: Known, as: string | undefined): string | undefined {
  if (column.type !== 'string' && column.type !== 'any') {
    return undefined
  }
  const values = column.samples.filter((one) => one !== null && one !== '').map(plainText)
  return values.find((value) => !reads(field, value, as))
}

function reads(field: Field, value: string, as: string | undefined): boolean {
  if (field.options) {
    return field.options.includes(value)
  }
  switch (field.type) {
    case 'int':
      return (as ? /^[+-]?\d+(\.\d+)?$/ : /^[+-]?\d+$/).test(value)
    case 'decimal':
      return /^[+-]?\d+(\.\d+)?$/.test(value)
    case 'email':
      return value.includes('@')
    case 'date':
    case 'time':
      return !Number.isNaN(Date.parse(value)) || /^\d+$/.test(value)
    case 'array':
    case 'object':
      return typeof parse(value) === 'object'
    default:
      break
  }
  if (field.format === 'currency') {
    return /^[A-Z]{3}$/.test(value)
  }
  return field.format !== 'country' || /^[A-Z]{2}$/.test(value)
}

function fits(column: string, field: string): boolean {
  if (['string', 'email', 'url'].includes(field)) {
    return !nested.includes(column)
  }
  if (numbers.includes(field)) {
    return numbers.includes(column)
  }
  if (field === 'bool') {
    return column === 'bool' || column === 'int'
  }
  if (field === 'date' || field === 'time') {
    return dates.includes(column) || (column === 'int' && field === 'time')
  }
  return !nested.includes(field) || nested.includes(column)
}

function article(words: string): string {
  if (words === 'text' || words === 'JSON' || words === 'yes/no' || words === 'any') {
    return words
  }
  return `${/^[aeio]/i.test(words) ? 'an' : 'a'} ${words}`
}

/** holdsDecimals says whether the first rows of a column have an amount in major units. */
export function holdsDecimals(column: Known): boolean {
  return column.samples.some((one) => /^[+-]?\d+\.\d+$/.test(plainText(one)))
}
