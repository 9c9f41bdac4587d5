import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { modals } from '@mantine/modals'
import { type FormEvent, type ReactNode, useState } from 'react'

interface Question {
  /** The question: "Delete the sync orders?" */
  title: string
  /** What it leads to. */
  body: ReactNode
  /** What the button does: "Delete the sync". Never "OK". */
  action: string
  danger?: boolean
}

/** confirm asks before something that hurts. */
export async function confirm(question: Question): Promise<boolean> {
  return (await ask(question)) !== undefined
}

/** askReason asks, and for the reason that will be kept with it; undefined: they thought better of it. */
export function askReason(
  question: Question & { label: string; placeholder?: string },
): Promise<string | undefined> {
  return ask(question)
}

function ask(question: Question & { label?: string; placeholder?: string }): Promise<string | undefined> {
  return new Promise((resolve) => {
    const id = modals.open({
      title: question.title,
      closeButtonProps: { 'aria-label': 'Close' },
      onClose: () => resolve(undefined),
      children: (
        <Asked
          {...question}
          onAnswer={(answer) => {
            resolve(answer)
            modals.close(id)
          }}
        />
      ),
    })
  })
}

interface AskedProps extends Omit<Question, 'title'> {
  label?: string
  placeholder?: string
  onAnswer: (reason: string | undefined) => void
}

function Asked({ body, action, danger = false, label, placeholder, onAnswer }: AskedProps) {
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (label && reason.trim() === '') {
      setMissing(true)
      return
    }
    onAnswer(reason.trim())
  }
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="md">
        <Text size="sm" component="div">
          {body}
        </Text>
        {label && (
          <Textarea
            data-autofocus
            required
            autosize
            minRows={2}
            label={label}
            placeholder={placeholder}
            value={reason}
            error={missing && 'Say why: it is kept in the audit.'}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button
            variant="default"
            onClick={() => onAnswer(undefined)}
            data-autofocus={label ? undefined : true}
          >
            Cancel
          </Button>
          <Button type="submit" color={danger ? 'var(--danger)' : undefined}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
