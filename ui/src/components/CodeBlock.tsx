import { type ReactNode, useId } from 'react'
import classes from './CodeBlock.module.css'
import { CopyButton } from './CopyButton'

interface CodeBlockProps {
  /** What it is, such as "Request body". */
  label: string
  /** Text; JSON is laid out. */
  code: string
  /** Further buttons, beside the one that copies. */
  actions?: ReactNode
  wrap?: boolean
}

/** CodeBlock shows a body, a query or a command in its own scrolling box. */
export function CodeBlock({ label, code, actions, wrap = false }: CodeBlockProps) {
  const id = useId()
  const text = laidOut(code)
  return (
    <figure className={classes.block} aria-labelledby={id}>
      <figcaption className={classes.caption}>
        <span id={id}>{label}</span>
        <span className={classes.actions}>
          {actions}
          <CopyButton value={text} label={`Copy: ${label}`} />
        </span>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <pre className={classes.code} data-wrap={wrap || undefined} tabIndex={0}>
        <code>{text === '' ? 'Empty' : text}</code>
      </pre>
    </figure>
  )
}

/** laidOut indents JSON, and leaves all else as it is: numbers keep their digits only as text. */
function laidOut(code: string): string {
  const text = code.trim()
  if (!text.startsWith('{') && !text.startsWith('[')) {
    return code
  }
  try {
    JSON.parse(text)
  } catch {
    return code // cut off, or something else
  }
  return indent(text)
}

// JSON.stringify(JSON.parse(…)) would round 12345678901234567890 and 1.10. This only adds white space.
function indent(json: string): string {
  let out = ''
  let depth = 0
  const line = () => `\n${'  '.repeat(depth)}`
  for (const token of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+/g)) {
    const t = token[0]
    if (t === '{' || t === '[') {
      depth++
      out += t + line()
    } else if (t === '}' || t === ']') {
      depth--
      out = /[{[]\s*$/.test(out) ? out.trimEnd() + t : out + line() + t
    } else if (t === ',') {
      out += t + line()
    } else {
      out += t === ':' ? ': ' : t
    }
  }
  return out
}
