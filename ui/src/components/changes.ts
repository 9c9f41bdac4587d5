export interface Change {
  /** Where in it, such as mapping.country. */
  path: string
  before?: string
  after?: string
}

/** changes are what differs between two states of something, path by path. */
export function changes(before: unknown, after: unknown): Change[] {
  const was = flat(before)
  const is = flat(after)
  const paths = [...new Set([...was.keys(), ...is.keys()])]
  return paths
    .filter((path) => was.get(path) !== is.get(path))
    .map((path) => ({ path, before: was.get(path), after: is.get(path) }))
}

function flat(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    for (const [name, part] of Object.entries(value)) {
      flat(part, path === '' ? name : `${path}.${name}`, into)
    }
  } else if (value !== undefined) {
    into.set(path === '' ? 'value' : path, typeof value === 'string' ? value : JSON.stringify(value))
  }
  return into
}
