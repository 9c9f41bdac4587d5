import { visible } from './visible'

/** keyWords are a key as it is read; an empty text is a key too. */
export const keyWords = (key: string) => (key === '' ? '(empty)' : visible(key))

/** KeyText is a row's key, an id or a reference: monospaced, to be told apart and read letter by letter. */
export function KeyText({ children }: { children: string }) {
  return (
    <span
      data-key
      style={{
        fontFamily: 'var(--mantine-font-family-monospace)',
        fontSize: '0.95em',
        overflowWrap: 'anywhere',
      }}
    >
      {keyWords(children)}
    </span>
  )
}
