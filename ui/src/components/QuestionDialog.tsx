import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Asked } from './confirm'

// What the server keeps of a reason, in characters.
const longest = 500

/** QuestionDialog asks, and for a reason where one is wanted. */
export default function QuestionDialog({ asked }: { asked: Asked }) {
  const { body, action, danger = false, refuse = 'Cancel', label, placeholder, answer } = asked
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (label && reason.trim() === '') {
      setMissing(true)
      return
    }
    answer(reason.trim())
  }
  return (
    <Modal opened onClose={() => answer(undefined)} title={asked.title}>
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
              maxLength={longest}
              description={reason.length === longest && `No longer than ${longest} characters.`}
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
              onClick={() => answer(undefined)}
              data-autofocus={label ? undefined : true}
            >
              {refuse}
            </Button>
            <Button type="submit" color={danger ? 'var(--danger)' : undefined}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
