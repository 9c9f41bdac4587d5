import { visibleKey } from './visible'

/** keyWords are a key as it is read; an empty text is a key too. */
export const keyWords = (key: string) => (key === '' ? '(empty)' : visibleKey(key))

/** keyOf is a primary key as people read it, out of how it is kept: a list of texts, as JSON. */
export function keyOf(kept: string): string {
  try {
    const parts: unknown = JSON.parse(kept)
    return Array.isArray(parts) ? parts.join(',') : kept
  } catch {
    return kept
  }
}

// Of a longer one a table shows the beginning only, see DataTable.module.css.
const long = 40

/** KeyText is a row's key, an id or a reference: monospaced, to be told apart and read letter by letter. */
export function KeyText({ children }: { children: string }) {
  const words = keyWords(children)
  return (
    <span
      data-key
      title={words.length > long ? words : undefined}
      style={{
        fontFamily: 'var(--mantine-font-family-monospace)',
        fontSize: '0.95em',
        overflowWrap: 'anywhere',
      }}
    >
      {words}
    </span>
  )
}
