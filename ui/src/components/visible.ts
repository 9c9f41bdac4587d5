// What is not seen, or turns around how the letters beside it are read. Line ends and tabs are what they seem.
const unseen = /[^\P{Cc}\n\r\t]|\p{Bidi_Control}/gu

/** visible is a text in which characters that are not seen are named: nothing can pretend to say something else. */
export function visible(text: string): string {
  return text.replaceAll(
    unseen,
    (c) => `[U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
  )
}
