/** sentence makes one of what the API says, which begins small and has no full stop. A path stays as it is. */
export function sentence(text: string): string {
  const path = /^\w+[.[_]\S*: /.test(text)
  const begun = path ? text : text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(begun) ? begun : `${begun}.`
}

/** plain is a sentence of the server for people: what it marks for a terminal is quoted here. */
export function plain(text: string): string {
  return sentence(text.replaceAll(/`([^`]+)`/g, '“$1”'))
}

/** hinted is a hint as a sentence; undefined where it is only for those who write programs. */
export function hinted(hint: string | undefined): string | undefined {
  return hint && !hint.startsWith('/api/docs') ? plain(hint) : undefined
}

/** advised is what is wrong and what to do about it, as sentences in a line. */
export function advised(detail: string, hint?: string): string {
  return [plain(detail), hinted(hint)].filter(Boolean).join(' ')
}
