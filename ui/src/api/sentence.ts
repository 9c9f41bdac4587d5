/** In a list of items, which are counted from 1: items[1].category. */
const inItem = /^items\[(\d+)\]\.(\w+): /

/**
 * sentence makes one for people of what the API says, which begins small and has no full stop. A path stays as it
 * is; what is marked for a terminal is quoted.
 */
export function sentence(found: string): string {
  const text = found.replace(inItem, (_, item, field) => `Item ${item}, ${field.replaceAll('_', ' ')}: `)
  const path = /^\w+[.[_]\S*: /.test(text)
  const begun = path ? text : text.charAt(0).toUpperCase() + text.slice(1)
  const quoted = begun.replaceAll(/`([^`]+)`/g, '“$1”')
  return /[.!?]$/.test(quoted) ? quoted : `${quoted}.`
}

/** hinted is a hint as a sentence; undefined where it is only for those who write programs. */
export function hinted(hint: string | undefined): string | undefined {
  return hint && !hint.startsWith('/api/docs') ? sentence(hint) : undefined
}

/** advised is what is wrong and what to do about it, as sentences in a line. */
export function advised(detail: string, hint?: string): string {
  return [sentence(detail), hinted(hint)].filter(Boolean).join(' ')
}
