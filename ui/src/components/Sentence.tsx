import { Time } from './Time'

const moment = /(\d{1,2} [A-Z][a-z]+ \d{4}) at (\d\d:\d\d:\d\d) UTC/

/** Sentence is one of the server's about a row, with its times in the viewer's zone. */
export function Sentence({ children }: { children: string }) {
  const found = moment.exec(children)
  if (!found) {
    return children
  }
  const at = new Date(`${found[1]} ${found[2]} UTC`)
  if (Number.isNaN(at.getTime())) {
    return children
  }
  return (
    <>
      {children.slice(0, found.index)}
      <Time at={at.toISOString()} show="full" />
      <Sentence>{children.slice(found.index + found[0].length)}</Sentence>
    </>
  )
}
