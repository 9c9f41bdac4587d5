import { TextInput } from '@mantine/core'
import { useParameter } from '../../components/Filters'

/** FilterDay narrows a list to what was before or after a day. */
export function FilterDay({ name, label }: { name: string; label: string }) {
  const [value, choose] = useParameter(name)
  return (
    <TextInput
      type="date"
      size="xs"
      w={{ base: '100%', xs: 140 }}
      aria-label={label}
      title={label}
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
