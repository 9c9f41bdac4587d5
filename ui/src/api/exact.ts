/** Exact is a number as it was written: 12345678901234567890 and 1.10 keep their digits. */
export class Exact {
  readonly digits: string

  constructor(digits: string) {
    this.digits = digits
  }
}

// What no text of the answer begins with: JSON writes this character as \u0000.
const mark = '\u0000'

/** exactJSON reads JSON whose numbers must not go through floating point; they become Exact. */
export function exactJSON(text: string): unknown {
  const marked = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') ? token : `"\\u0000${token}"`,
  )
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark) ? new Exact(value.slice(1)) : value,
  )
}

/** exactMembers reads an object as JSON is usually read, but for some of its members: their numbers are Exact. */
export function exactMembers(text: string, names: readonly string[]): unknown {
  const exact = exactJSON(text)
  const members = typeof exact === 'object' && exact !== null ? Object.entries(exact) : []
  return { ...JSON.parse(text), ...Object.fromEntries(members.filter(([name]) => names.includes(name))) }
}

/** exactText writes a value as JSON, numbers as they were. */
export function exactText(value: unknown): string {
  if (value instanceof Exact) {
    return value.digits
  }
  if (Array.isArray(value)) {
    return `[${value.map(exactText).join(',')}]`
  }
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([name, each]) => `${JSON.stringify(name)}:${exactText(each)}`)
      .join(',')}}`
  }
  return JSON.stringify(value)
}

/** plainText is a value as people read it: a text as it is, all else as JSON. */
export function plainText(value: unknown): string {
  return typeof value === 'string' ? value : exactText(value ?? null)
}
