import { useState } from 'react'
import { Exact, exactText } from '../api/exact'
import type { Column, Preview } from '../api/schema'
import { CodeBlock } from './CodeBlock'
import classes from './PreviewGrid.module.css'
import { visible } from './visible'

/** PreviewGrid is the first rows of a model, as they are: numbers exact, nulls not to be taken for texts. */
export function PreviewGrid({ preview, label, stale }: { preview: Preview; label: string; stale: boolean }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className={classes.box} aria-label={label} tabIndex={0} data-stale={stale || undefined}>
      <table className={classes.grid}>
        <thead>
          <tr>
            <th scope="col" className={classes.number}>
              <abbr title="Number of the row">#</abbr>
            </th>
            {preview.columns.map((column) => (
              <th key={column.name} scope="col" data-align={numeric(column) ? 'right' : undefined}>
                {column.name}
                <span
                  className={classes.type}
                  title={column.native ? `In the source: ${column.native}` : undefined}
                >
                  {words[column.type] ?? column.type}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.map((row, at) => (
            <tr key={at}>
              <td className={classes.number}>{at + 1}</td>
              {preview.columns.map((column, i) => (
                <td key={column.name} data-align={numeric(column) ? 'right' : undefined}>
                  <Value value={row[i]} label={`${column.name} of row ${at + 1}`} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const words: Record<string, string> = {
  string: 'text',
  int: 'integer',
  bool: 'true or false',
  time: 'time with zone',
  local: 'time without zone',
}

function numeric(column: Column) {
  return column.type === 'int' || column.type === 'decimal' || column.type === 'float'
}

function Value({ value, label }: { value: unknown; label: string }) {
  if (value === null || value === undefined) {
    return <span className={classes.null}>null</span>
  }
  if (value === '') {
    return <span className={classes.null}>empty text</span>
  }
  if (typeof value === 'string') {
    return value.length > 60 || /^[[{]/.test(value) ? <Folded text={value} label={label} /> : visible(value)
  }
  if (value instanceof Exact || typeof value === 'boolean') {
    return exactText(value)
  }
  return <Folded text={exactText(value)} label={label} />
}

/** Folded is a long text, or a nested value, in one line until one wants to see all of it. */
function Folded({ text, label }: { text: string; label: string }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className={classes.folded}
        aria-expanded={open}
        title={open ? 'Fold it' : 'Show all of it'}
        onClick={() => setOpen(!open)}
      >
        {visible(text.length > 60 ? `${text.slice(0, 60)}…` : text)}
      </button>
      {open && (
        <div className={classes.whole}>
          <CodeBlock label={label} code={text} wrap />
        </div>
      )}
    </>
  )
}
