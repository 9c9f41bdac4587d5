import { ActionIcon, type ComboboxItem, Group, Select } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Resource } from '../../../api/schema'
import { firstRowsQuery } from '../../../api/sync-builder'
import { shown } from '../columns'
import { useBuilder } from '../useBuilder'
import classes from './Preview.module.css'
import type { PreviewState } from './usePreview'

/** RowChoice chooses a row: one of the first ones, by anything in it, or any row of the model by its key. */
export function RowChoice({ preview }: { preview: PreviewState }) {
  const { draft, models } = useBuilder()
  const { model } = draft.spec
  const { at, choose, missing } = preview
  const [text, setText] = useState('')
  const first = useQuery(firstRowsQuery(model))
  const keys = keysOf(models?.find((one) => one.name === model))
  const columns = first.data?.columns ?? []
  const rows = first.data?.rows ?? []
  const index = 'index' in at ? at.index : -1
  const data = rows.map((row, i) => ({ value: String(i), label: label(row, keys, columns) }))
  const found = 'key' in at ? [keyed(at.key, at.key)] : []
  const typed = text.trim()
  const known = [...data, ...found].some((one) => one.label === text)
  const offered = typed === '' || known ? [] : [keyed(typed, `Find the row ${typed}`)]
  return (
    <Group gap={6} wrap="nowrap" align="flex-start">
      <Select
        size="xs"
        searchable
        className={classes.choice}
        aria-label="Row to look at"
        description={`One of the first ${rows.length || 100}, or any other: type its ${keys.join(' and ') || 'key'}${keys.length > 1 ? ', with a comma between' : ''}.`}
        inputWrapperOrder={['input', 'description', 'error']}
        placeholder="Row"
        error={missing}
        data={[...found, ...data, ...offered.filter((one) => one.value !== found[0]?.value)]}
        filter={({ options, search }) => options.filter((one) => 'value' in one && fits(one, search))}
        searchValue={text}
        onSearchChange={setText}
        value={'key' in at ? keyed(at.key, '').value : data.length > 0 ? String(index) : null}
        onChange={(chosen) =>
          chosen !== null &&
          choose(chosen.startsWith(byKey) ? { key: chosen.slice(byKey.length) } : { index: Number(chosen) })
        }
      />
      <ActionIcon
        variant="default"
        size={30}
        aria-label="Row before"
        disabled={index <= 0}
        onClick={() => choose({ index: index - 1 })}
      >
        <IconChevronLeft size={15} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="default"
        size={30}
        aria-label="Next row"
        disabled={index >= rows.length - 1}
        onClick={() => choose({ index: index + 1 })}
      >
        <IconChevronRight size={15} aria-hidden />
      </ActionIcon>
    </Group>
  )
}

// No place among the first rows begins so.
const byKey = 'key '

function keyed(key: string, label: string): ComboboxItem {
  return { value: byKey + key, label }
}

// What is offered for what was typed is no match of it, and stays.
function fits(option: ComboboxItem, search: string): boolean {
  return option.value.startsWith(byKey) || option.label.toLowerCase().includes(search.trim().toLowerCase())
}

function keysOf(model: Resource | undefined): string[] {
  const spec = model?.spec
  if (typeof spec !== 'object' || spec === null || !('primary_key' in spec)) {
    return []
  }
  return [spec.primary_key].flat().map(String)
}

// The key, then what else is in the row, so that a name finds it too.
function label(row: unknown, keys: string[], columns: { name: string }[]): string {
  const values = Array.isArray(row) ? row : []
  const isKey = (i: number) => keys.includes(columns[i]?.name ?? '')
  const key = values.filter((_, i) => isKey(i)).map(shown)
  const rest = values.filter((value, i) => !isKey(i) && value !== null).map(shown)
  return [key.join(','), ...rest].join(' · ').slice(0, 90)
}
