import { ActionIcon, Group, Select } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { Resource } from '../../../api/schema'
import { firstRowsQuery } from '../../../api/sync-builder'
import { shown } from '../columns'
import { useBuilder } from '../useBuilder'
import classes from './Preview.module.css'
import type { PreviewState } from './usePreview'

/** RowChoice chooses one of the model's first rows: the one behind, or by its key or anything in it. */
export function RowChoice({ preview }: { preview: PreviewState }) {
  const { draft, models } = useBuilder()
  const { model } = draft.spec
  const first = useQuery(firstRowsQuery(model))
  const keys = keysOf(models?.find((one) => one.name === model))
  const columns = first.data?.columns ?? []
  const rows = first.data?.rows ?? []
  const data = rows.map((row, i) => ({ value: String(i), label: label(row, keys, columns) }))
  const { index, choose } = preview
  return (
    <Group gap={6} wrap="nowrap">
      <Select
        size="xs"
        searchable
        className={classes.choice}
        aria-label="Row to look at"
        placeholder="Row"
        nothingFoundMessage="Not among the first 100 rows."
        data={data}
        value={data.length > 0 ? String(index) : null}
        onChange={(chosen) => chosen !== null && choose(Number(chosen))}
      />
      <ActionIcon
        variant="default"
        size={30}
        aria-label="Row before"
        disabled={index === 0}
        onClick={() => choose(index - 1)}
      >
        <IconChevronLeft size={15} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="default"
        size={30}
        aria-label="Next row"
        disabled={index >= rows.length - 1}
        onClick={() => choose(index + 1)}
      >
        <IconChevronRight size={15} aria-hidden />
      </ActionIcon>
    </Group>
  )
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
  const key = values.filter((_, i) => isKey(i)).map(String)
  const rest = values.filter((value, i) => !isKey(i) && value !== null).map(shown)
  return [key.join(','), ...rest].join(' · ').slice(0, 90)
}
