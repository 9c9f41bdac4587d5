import { TextInput } from '@mantine/core'
import { useParameter } from '../../components/Filters'

interface FilterDayProps {
  name: string
  label: string
  /** What stands in the field itself, since an empty day says nothing: From, To. */
  word: string
}

/** FilterDay narrows a list to what was before or after a day. */
export function FilterDay({ name, label, word }: FilterDayProps) {
  const [value, choose] = useParameter(name)
  return (
    <TextInput
      type="date"
      size="xs"
      w={{ base: 'calc(50% - 6px)', xs: 180 }}
      aria-label={label}
      title={label}
      leftSection={word}
      leftSectionWidth={44}
      value={value}
      onChange={(event) => choose(event.currentTarget.value)}
    />
  )
}

/** instant is where a day begins in the viewer's zone; of no day, nothing. */
export function instant(day: string | undefined, later = 0): string | undefined {
  const [year, month, date] = (day ?? '').split('-').map(Number)
  if (!year || !month || !date) {
    return undefined
  }
  return new Date(year, month - 1, date + later).toISOString()
}
