import { Text, TextInput } from '@mantine/core'
import { IconSearch, IconTable } from '@tabler/icons-react'
import { useState } from 'react'
import { SkeletonText } from '../../components/SkeletonText'
import classes from './TablePicker.module.css'

interface TablePickerProps {
  /** Absent while they are on their way. */
  tables: readonly string[] | undefined
  /** Why they cannot be listed. */
  fault: string | undefined
  locked: boolean
  onPick: (table: string) => void
}

/** TablePicker lists what the source has, to put a name into the query. */
export function TablePicker({ tables, fault, locked, onPick }: TablePickerProps) {
  const [q, setQ] = useState('')
  const found = tables?.filter((table) => table.toLowerCase().includes(q.toLowerCase()))
  return (
    <section aria-label="Tables of the source" className={classes.picker}>
      <TextInput
        size="xs"
        type="search"
        aria-label="Search tables"
        placeholder="Search tables"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={q}
        onChange={(event) => setQ(event.currentTarget.value)}
      />
      {fault ? (
        <Text size="xs" className={classes.note}>
          {fault}
        </Text>
      ) : found === undefined ? (
        <SkeletonText lines={4} label="Loading the tables" />
      ) : (
        <ul className={classes.list}>
          {found.map((table) => (
            <li key={table}>
              {locked ? (
                <span className={classes.table}>
                  <IconTable size={14} aria-hidden />
                  {table}
                </span>
              ) : (
                <button
                  type="button"
                  className={classes.table}
                  aria-label={`Insert ${table}`}
                  title={table}
                  onClick={() => onPick(table)}
                >
                  <IconTable size={14} aria-hidden />
                  {table}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {found?.length === 0 && !fault && (
        <Text size="xs" c="dimmed" className={classes.note}>
          {tables?.length === 0
            ? "No tables. Name files in the query: 'orders.csv'."
            : 'None is called like that.'}
        </Text>
      )}
    </section>
  )
}
