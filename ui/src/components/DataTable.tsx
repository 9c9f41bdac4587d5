import { Checkbox, Skeleton, VisuallyHidden } from '@mantine/core'
import { Link, type LinkProps } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'
import classes from './DataTable.module.css'

export interface Column<T> {
  header: string
  cell: (row: T) => ReactNode
  /** Numbers stand at the right. */
  align?: 'right'
  width?: number | string
  /**
   * How it stands where the table is narrow, and each row is a card: after its header, unless it is said here.
   * bare is without the header, line is so on a line of its own, corner is at the top right, hidden is not there.
   */
  narrow?: 'bare' | 'line' | 'corner' | 'hidden'
  /** Whether it has what others wrote, with words as long as they like. */
  free?: boolean
  /** Whether its header is for those only who do not see the table, as that of buttons is. */
  quiet?: boolean
}

/** Selection lets people choose rows of a table. */
export interface Selection<T> {
  /** All that are chosen, those of other pages as well. */
  chosen: ReadonlySet<string>
  onChange: (chosen: ReadonlySet<string>) => void
  id: (row: T) => string
  /** What a row is called: "Choose ORDER-7". */
  label: (row: T) => string
  /** Which rows can be chosen; all, if it is left out. */
  can?: (row: T) => boolean
}

interface DataTableProps<T> {
  /** What the table is, for those who do not see it. */
  label: string
  columns: Column<T>[]
  /** Absent while they are on their way. */
  rows: readonly T[] | undefined
  rowKey: (row: T) => string
  /** Where a row leads. The first cell is the link, and all of the row can be clicked. */
  rowLink?: (row: T) => LinkProps
  /** What stands there if there are none. */
  empty: ReactNode
  /** How many rows to keep room for. */
  expect?: number
  /** Whether what is shown is about to be replaced, as it is between pages. */
  stale?: boolean
  select?: Selection<T>
}

// A table that is laid out as anything else is none to a screen reader, unless its parts say what they are.
const parts = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  head: { role: 'columnheader' },
  cell: { role: 'cell' },
}

/** DataTable is a dense table. Where there is little room its rows are cards; it never makes a page scroll sideways. */
export function DataTable<T>({
  label,
  columns,
  rows,
  rowKey,
  rowLink,
  empty,
  expect = 8,
  stale,
  select: selection,
}: DataTableProps<T>) {
  if (rows?.length === 0) {
    return <div className={classes.box}>{empty}</div>
  }
  // Where no row can be chosen, there is nothing to choose with.
  const select = rows?.every((row) => selection?.can?.(row) === false) ? undefined : selection
  const cell = (column: Column<T>, row: T, first: boolean) =>
    first && rowLink ? (
      <Link {...rowLink(row)} className={classes.link}>
        {column.cell(row)}
      </Link>
    ) : (
      column.cell(row)
    )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className={classes.box} aria-label={label} tabIndex={0} aria-busy={rows === undefined || stale}>
      <table {...parts.table} className={classes.table} data-stale={stale || undefined}>
        <VisuallyHidden component="caption">{label}</VisuallyHidden>
        <thead {...parts.group}>
          <tr {...parts.row}>
            {select && (
              <th {...parts.head} className={classes.choice} style={{ width: 36 }}>
                <ChooseAll rows={rows ?? []} select={select} />
              </th>
            )}
            {columns.map((column) => (
              <th
                {...parts.head}
                key={column.header}
                scope="col"
                data-align={column.align}
                style={{ width: column.width }}
              >
                {column.quiet ? <VisuallyHidden>{column.header}</VisuallyHidden> : column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...parts.group}>
          {rows?.map((row) => (
            <tr
              {...parts.row}
              key={rowKey(row)}
              data-link={rowLink ? true : undefined}
              onClick={rowLink ? follow : undefined}
            >
              {select && (
                <td {...parts.cell} className={classes.choice}>
                  <Choose row={row} select={select} />
                </td>
              )}
              {columns.map((column, i) => (
                <td
                  {...parts.cell}
                  key={column.header}
                  data-align={column.align}
                  data-free={column.free}
                  data-narrow={i === 0 ? 'title' : (column.narrow ?? 'labelled')}
                  data-label={column.header}
                >
                  {cell(column, row, i === 0)}
                </td>
              ))}
            </tr>
          )) ?? <SkeletonRows columns={columns.length + (select ? 1 : 0)} rows={expect} />}
        </tbody>
      </table>
    </section>
  )
}

// What lies above the link that covers a row, so that it can be pointed at and marked, leads where the row does.
function follow({ target, currentTarget: row, ctrlKey, metaKey, shiftKey }: MouseEvent<HTMLElement>) {
  const text = target instanceof Element && !target.closest('a, button') && target.closest('time, [data-key]')
  if (text && getSelection()?.isCollapsed !== false) {
    const click = new window.MouseEvent('click', {
      bubbles: true,
      cancelable: true,
      ctrlKey,
      metaKey,
      shiftKey,
    })
    row.querySelector(`.${classes.link}`)?.dispatchEvent(click)
  }
}

function Choose<T>({ row, select }: { row: T; select: Selection<T> }) {
  const id = select.id(row)
  if (select.can && !select.can(row)) {
    return null
  }
  return (
    <Checkbox
      size="xs"
      aria-label={`Choose ${select.label(row)}`}
      checked={select.chosen.has(id)}
      onChange={(event) => {
        const chosen = new Set(select.chosen)
        if (event.currentTarget.checked) {
          chosen.add(id)
        } else {
          chosen.delete(id)
        }
        select.onChange(chosen)
      }}
    />
  )
}

function ChooseAll<T>({ rows, select }: { rows: readonly T[]; select: Selection<T> }) {
  const ids = rows.filter((row) => select.can?.(row) ?? true).map(select.id)
  const all = ids.length > 0 && ids.every((id) => select.chosen.has(id))
  return (
    <Checkbox
      size="xs"
      aria-label="Choose all on this page"
      disabled={ids.length === 0}
      checked={all}
      indeterminate={!all && ids.some((id) => select.chosen.has(id))}
      onChange={(event) => {
        const others = [...select.chosen].filter((id) => !ids.includes(id)) // on other pages
        select.onChange(new Set(event.currentTarget.checked ? [...others, ...ids] : others))
      }}
    />
  )
}

function SkeletonRows({ columns, rows }: { columns: number; rows: number }) {
  return Array.from({ length: rows }, (_, row) => (
    <tr {...parts.row} key={row}>
      {Array.from({ length: columns }, (_, column) => (
        <td {...parts.cell} key={column} data-narrow={column === 0 ? 'title' : 'bare'}>
          {row === 0 && column === 0 && <VisuallyHidden role="status">Loading</VisuallyHidden>}
          <Skeleton height={12} width={column === 0 ? '70%' : '50%'} miw={40} />
        </td>
      ))}
    </tr>
  ))
}
