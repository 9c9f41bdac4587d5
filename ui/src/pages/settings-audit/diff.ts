import type { AuditRecord } from '../../api/schema'
import { type Change, changes } from '../../components/changes'

const verdicts: Record<string, string> = {
  delivered: 'marked delivered',
  resend: 'to be sent again',
  'give-up': 'given up',
}

/** verdictOf is what was decided about a row. */
export function verdictOf({ action, after }: AuditRecord): string | undefined {
  const known = action === 'resolve' && typeof after === 'object' && after !== null && 'verdict' in after
  return known ? String(after.verdict) : undefined
}

/** changesOf are what somebody changed; of a decision, the state that a row was in and is in. */
export function changesOf({ action, before, after }: AuditRecord): Change[] {
  if (action === 'resolve' && typeof after === 'object' && after !== null && 'verdict' in after) {
    const { verdict, ...rest } = after
    return changes(before, { state: verdicts[String(verdict)] ?? verdict, ...rest })
  }
  return changes(before, after)
}
