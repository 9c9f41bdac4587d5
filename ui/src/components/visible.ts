// What is not seen, or turns around how the letters beside it are read. Line ends and tabs are what they seem.
const unseen = /[^\P{Cc}\n\r\t]|\p{Bidi_Control}/gu

// White space of a key: at its ends, more than one at a time, or none that the space bar makes.
const blank = /^ +| +$| {2,}|[\n\r\t\p{Zl}\p{Zp}]|[^\P{Zs} ]/gu

/** visible is a text in which characters that are not seen are named: nothing can pretend to say something else. */
export function visible(text: string): string {
  return text.replaceAll(unseen, code)
}

/** visibleKey is so of a key, which is another one with a space before it. */
export function visibleKey(key: string): string {
  return visible(
    key.replaceAll(blank, (found) =>
      !found.startsWith(' ') ? code(found) : found === ' ' ? '[space]' : `[${found.length} spaces]`,
    ),
  )
}

const code = (c: string) => `[U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`
