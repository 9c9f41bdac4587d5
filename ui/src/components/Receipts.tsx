import { Stack, Text } from '@mantine/core'
import type { Receipt } from '../api/schema'
import { CodeBlock } from './CodeBlock'
import { Time } from './Time'

/** Receipts are what is kept for ever of what was sent: the request, and the answer to it. */
export function Receipts({ receipts }: { receipts: readonly Receipt[] }) {
  return (
    <Stack gap="md">
      {receipts.map((receipt) => (
        <Stack key={receipt.at + receipt.request} gap={8}>
          <Text size="sm" fw={550}>
            <Time at={receipt.at} show="full" />
          </Text>
          <CodeBlock label="What was sent" code={receipt.request} wrap />
          <CodeBlock label="What was answered" code={receipt.answer} wrap />
        </Stack>
      ))}
    </Stack>
  )
}
