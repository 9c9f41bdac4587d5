import { ActionIcon, Button, Group, Input, Stack, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { Field } from '../api/schema'
import { refers, type SharedSetting } from './SecretSetting'

interface ObjectSettingProps {
  field: Field
  shared: SharedSetting
  value: unknown
  onChange: (value: unknown) => void
}

/** ObjectSetting is a setting that is made of others: of lists of numbers, or of pairs that one names oneself. */
export function ObjectSetting({ field, shared, value, onChange }: ObjectSettingProps) {
  const parts = isObject(value) ? value : {}
  if (field.custom) {
    return <Pairs field={field} shared={shared} pairs={parts} onChange={onChange} />
  }
  return field.fields?.map((part) => (
    <Statuses
      key={part.name}
      shared={{ ...shared, label: `${shared.label}: ${part.label ?? part.name}`, name: part.name }}
      value={parts[part.name]}
      onChange={(list) => onChange(list ? { ...parts, [part.name]: list } : undefined)}
    />
  ))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

interface StatusesProps {
  shared: SharedSetting
  value: unknown
  onChange: (list: unknown[] | undefined) => void
}

function Statuses({ shared, value, onChange }: StatusesProps) {
  const [text, setText] = useState(Array.isArray(value) ? value.join(', ') : '')
  const change = (typed: string) => {
    setText(typed)
    const words = typed.split(/[\s,]+/).filter((word) => word !== '')
    onChange(words.length > 0 ? words.map((word) => (/^\d+$/.test(word) ? Number(word) : word)) : undefined)
  }
  return (
    <TextInput
      {...shared}
      placeholder="Such as 200, 201"
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
    />
  )
}

interface PairsProps {
  field: Field
  shared: SharedSetting
  pairs: Record<string, unknown>
  onChange: (value: unknown) => void
}

interface Pair {
  name: string
  value: string
  /** The reference of a secret that is set. */
  kept?: string
}

function Pairs({ field, shared, pairs, onChange }: PairsProps) {
  const [list, setList] = useState<Pair[]>(() =>
    Object.entries(pairs).map(([name, value]) => {
      const text = String(value)
      return field.secret && refers(text) ? { name, value: '', kept: text } : { name, value: text }
    }),
  )
  const change = (next: Pair[]) => {
    setList(next)
    const named = next.filter((pair) => pair.name !== '')
    onChange(
      named.length > 0
        ? Object.fromEntries(named.map((pair) => [pair.name, pair.value || (pair.kept ?? '')]))
        : undefined,
    )
  }
  const set = (at: number, pair: Partial<Pair>) =>
    change(list.map((old, i) => (i === at ? { ...old, ...pair } : old)))
  return (
    <Input.Wrapper
      label={shared.label}
      description={shared.description}
      error={shared.error}
      labelElement="div"
    >
      <Stack gap={6} mt={6}>
        {list.map((pair, i) => (
          <Group key={i} gap={6} wrap="nowrap">
            <TextInput
              aria-label={`${shared.label}: name ${i + 1}`}
              placeholder="Name"
              readOnly={shared.readOnly}
              value={pair.name}
              flex={1}
              onChange={(event) => set(i, { name: event.currentTarget.value })}
            />
            <TextInput
              aria-label={`${shared.label}: value of ${pair.name || i + 1}`}
              placeholder={pair.kept ? 'Set. Leave empty to keep it.' : 'Value'}
              readOnly={shared.readOnly}
              value={pair.value}
              flex={2}
              autoComplete="off"
              onChange={(event) => set(i, { value: event.currentTarget.value })}
            />
            {!shared.readOnly && (
              <ActionIcon
                variant="subtle"
                color="gray"
                size={32}
                aria-label={`Remove ${pair.name || `pair ${i + 1}`}`}
                onClick={() => change(list.filter((_, at) => at !== i))}
              >
                <IconX size={15} aria-hidden />
              </ActionIcon>
            )}
          </Group>
        ))}
        {!shared.readOnly && (
          <Button
            variant="default"
            size="xs"
            w="fit-content"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setList([...list, { name: '', value: '' }])}
          >
            Add to {shared.label.toLowerCase()}
          </Button>
        )}
      </Stack>
    </Input.Wrapper>
  )
}
