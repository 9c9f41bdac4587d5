import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { grouped } from './Count'
import type { Asked } from './confirm'

// What the server keeps of a reason, in characters.
const longest = 500

/** QuestionDialog asks, and for a reason where one is wanted. */
export default function QuestionDialog({ asked }: { asked: Asked }) {
  const { body, action, danger = false, refuse = 'Cancel', label, placeholder, busy, answer } = asked
  const [reason, setReason] = useState(asked.typed ?? '')
  const [wrong, setWrong] = useState<string>()
  const send = (event: FormEvent) => {
    event.preventDefault()
    const fault = label ? faultIn(reason.trim()) : undefined
    setWrong(fault)
    if (fault) {
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
              label={label}
              placeholder={placeholder}
              value={reason}
              error={wrong ?? asked.wrong}
              onChange={(event) => {
                setReason(event.currentTarget.value)
                setWrong(tooLong(event.currentTarget.value.trim()))
              }}
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
            {action && (
              <Button type="submit" loading={busy} color={danger ? 'var(--danger)' : undefined}>
                {action}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

function faultIn(reason: string): string | undefined {
  return reason === '' ? 'Say why: it is kept in the audit.' : tooLong(reason)
}

// A longer reason is not cut off where one types: what was pasted would lose its end unseen.
function tooLong(reason: string): string | undefined {
  const { length } = [...reason]
  return length > longest ? `No longer than ${longest} characters: this has ${grouped(length)}.` : undefined
}
