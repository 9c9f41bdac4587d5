import { Button, Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback, useDisclosure } from '@mantine/hooks'
import { IconAdjustmentsHorizontal, IconSearch } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useEffect, useId, useState } from 'react'
import classes from './Filters.module.css'

/** Filters is the row above a table. What is chosen in it is in the URL. */
export function Filters({ children }: { children: ReactNode }) {
  return (
    <Group component="search" gap="xs" mb="sm">
      {children}
    </Group>
  )
}

interface FoldedFiltersProps {
  /** How many of them narrow the list now. */
  active: number
  children: ReactNode
}

/** FoldedFilters are many filters. On a phone they stand behind a button, which says how many are in use. */
export function FoldedFilters({ active, children }: FoldedFiltersProps) {
  const [open, fold] = useDisclosure(false)
  const id = useId()
  return (
    <search>
      <Button
        className={classes.toggle}
        variant="default"
        size="xs"
        mb="sm"
        leftSection={<IconAdjustmentsHorizontal size={15} aria-hidden />}
        aria-expanded={open}
        aria-controls={id}
        onClick={fold.toggle}
      >
        {active === 0 ? 'Filters' : `Filters: ${active} in use`}
      </Button>
      <Group id={id} gap="xs" mb="sm" className={classes.folded} data-open={open || undefined}>
        {children}
      </Group>
    </search>
  )
}

/** useParameter is one search parameter of whichever page is shown. A new choice begins at the first page. */
export function useParameter(name: string): [string, (value: string) => void] {
  const navigate = useNavigate()
  const value = useSearch({
    strict: false,
    select: (search) => String((search as Record<string, unknown>)[name] ?? ''),
  })
  const choose = (chosen: string) =>
    void navigate({
      to: '.',
      search: (all) => ({ ...all, [name]: chosen || undefined, after: undefined }),
      replace: true,
    })
  return [value, choose]
}

interface FilterTextProps {
  name: string
  label: string
  placeholder?: string
}

/** FilterText narrows a list by what one types, a moment after it was typed. */
export function FilterText({ name, label, placeholder = label }: FilterTextProps) {
  const [value, choose] = useParameter(name)
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  const later = useDebouncedCallback(choose, 250)
  return (
    <TextInput
      type="search"
      size="xs"
      w={{ base: '100%', xs: 240 }}
      aria-label={label}
      placeholder={placeholder}
      leftSection={<IconSearch size={14} aria-hidden />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        later(event.currentTarget.value.trim())
      }}
    />
  )
}

interface FilterChoiceProps {
  name: string
  label: string
  /** What it is called if nothing is chosen: "All statuses". */
  all: string
  options: readonly { value: string; label: string }[]
}

/** FilterChoice narrows a list to one of some values. */
export function FilterChoice({ name, label, all, options }: FilterChoiceProps) {
  const [value, choose] = useParameter(name)
  const known = value === '' || options.some((option) => option.value === value)
  return (
    <Select
      size="xs"
      w={{ base: 'calc(50% - 6px)', xs: 200 }}
      aria-label={label}
      data={[{ value: '', label: all }, ...options, ...(known ? [] : [{ value, label: value }])]}
      value={value}
      onChange={(chosen) => choose(chosen ?? '')}
    />
  )
}
