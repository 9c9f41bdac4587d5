import type { AuditRecord } from '../../api/schema'

export interface Change {
  /** Where in it, such as mapping.country. */
  path: string
  before?: string
  after?: string
}

const verdicts: Record<string, string> = {
  delivered: 'marked delivered',
  resend: 'to be sent again',
  'give-up': 'given up',
}

/** changesOf are what somebody changed; of a decision, the state that a row was in and is in. */
export function changesOf({ action, before, after }: AuditRecord): Change[] {
  if (action === 'resolve' && typeof after === 'object' && after !== null && 'verdict' in after) {
    const { verdict, ...rest } = after
    return changes(before, { state: verdicts[String(verdict)] ?? verdict, ...rest })
  }
  return changes(before, after)
}

/** changes are what differs between two states of something, path by path. */
function changes(before: unknown, after: unknown): Change[] {
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
