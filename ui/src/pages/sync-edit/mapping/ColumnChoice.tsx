import { Autocomplete, Group, Select, Text } from '@mantine/core'
import { memo, useCallback, useLayoutEffect, useRef } from 'react'
import { clearing } from '../../../components/clearing'
import { type Known, sampleOf, typeWords } from '../columns'

interface ColumnChoiceProps {
  label: string
  value: string
  columns: Known[]
  onChange: (value: string) => void
  /** Whether names that are not known may be typed, as for the members of a list's elements. */
  free?: boolean
  placeholder?: string
  visible?: boolean
  description?: string
  error?: string
}

/** ColumnChoice picks a column by its name, with its type and what is in it. */
export function ColumnChoice({ onChange, ...rest }: ColumnChoiceProps) {
  const latest = useRef(onChange)
  useLayoutEffect(() => {
    latest.current = onChange
  })
  const choose = useCallback((value: string) => latest.current(value), [])
  return <Choice {...rest} onChange={choose} />
}

// There are dozens of them, and each letter that is typed in one of the fields would make all of them anew.
const Choice = memo(function Choice({
  label,
  value,
  columns,
  onChange,
  free = false,
  placeholder = 'Choose a column',
  visible = false,
  description,
  error,
}: ColumnChoiceProps) {
  const names = columns.map((column) => column.name)
  const option = ({ option }: { option: { value: string } }) => {
    const column = columns.find((one) => one.name === option.value)
    return (
      <Group justify="space-between" gap="sm" wrap="nowrap" w="100%">
        <span>{option.value}</span>
        <Text size="xs" c="dimmed" truncate>
          {column
            ? `${typeWords[column.type] ?? column.type} · ${sampleOf(column) || 'empty'}`
            : 'not in the model'}
        </Text>
      </Group>
    )
  }
  const shared = {
    size: 'xs',
    ...(visible ? { label, description } : { 'aria-label': label }),
    placeholder,
    error,
    renderOption: option,
    maxDropdownHeight: 280,
    // The field may leave the window below its open list: one scrolls to the list's end, or a preview moves the field.
    comboboxProps: { width: 340, position: 'bottom-start' as const, hideDetached: false },
  }
  if (free) {
    return <Autocomplete {...shared} openOnFocus={false} data={names} value={value} onChange={onChange} />
  }
  return (
    <Select
      {...shared}
      searchable
      openOnFocus={false}
      clearable
      clearButtonProps={{ 'aria-label': `Clear: ${label}` }}
      nothingFoundMessage="No such column."
      data={value === '' || names.includes(value) ? names : [value, ...names]}
      value={value === '' ? null : value}
      onChange={(chosen) => onChange(chosen ?? '')}
      {...(value !== '' && clearing(() => onChange('')))}
    />
  )
})
