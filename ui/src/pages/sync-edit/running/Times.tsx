import { ActionIcon, Button, Group, Input, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'

interface TimesProps {
  times: string[]
  fault: string | undefined
  onChange: (times: string[]) => void
}

/** Times are times of day. */
export function Times({ times, fault, onChange }: TimesProps) {
  return (
    <Group gap="xs">
      {times.map((time, i) => (
        <Group key={i} gap={2} wrap="nowrap">
          <TextInput
            type="time"
            w={130}
            aria-label={times.length === 1 ? 'Time of day' : `Time of day ${i + 1}`}
            value={time}
            error={fault !== undefined}
            onChange={(event) => {
              const value = event.currentTarget.value
              onChange(times.map((one, at) => (at === i ? value : one)))
            }}
          />
          {times.length > 1 && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size={24}
              aria-label={`Remove ${time}`}
              onClick={() => onChange(times.filter((_, at) => at !== i))}
            >
              <IconX size={14} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      ))}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...times, '18:00'])}
      >
        Add a time
      </Button>
      {fault && <Input.Error w="100%">{fault}</Input.Error>}
    </Group>
  )
}
