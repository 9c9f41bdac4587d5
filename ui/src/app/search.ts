/**
 * Search parameters are part of what a page is: every state of it is a URL that can be sent to somebody. In
 * the URL they are plain texts, and each page says in its search.ts what it makes of them.
 */
export type Search = Record<string, unknown>

/** parseSearch reads the part of a URL behind the question mark. */
export function parseSearch(text: string): Search {
  return Object.fromEntries(new URLSearchParams(text))
}

/** stringifySearch writes it. What is empty is left out, so that a URL says only what was chosen. */
export function stringifySearch(search: Search): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '' && value !== false) {
      params.set(name, String(value))
    }
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

/** text is a parameter as it is; absent if it is empty. */
export function text(search: Search, name: string): string | undefined {
  const value = search[name]
  return value === undefined || value === '' ? undefined : String(value)
}

/** oneOf is a parameter that has to be one of some words. */
export function oneOf<const T extends string>(
  search: Search,
  name: string,
  words: readonly T[],
): T | undefined {
  return words.find((word) => word === search[name])
}

/** flag is a parameter that is there or not. */
export function flag(search: Search, name: string): true | undefined {
  return search[name] === true || search[name] === 'true' ? true : undefined
}

/** params makes every parameter one that may be left out of a link. */
export function params<T extends object>(all: T): Partial<T> {
  return all
}
