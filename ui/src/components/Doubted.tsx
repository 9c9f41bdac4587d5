import { Text } from '@mantine/core'
import { sentence } from './ProblemNotice'
import { unanswered } from './unanswered'

/** Doubted says in plain words why nobody knows what became of a row, and under that what was seen of it. */
export function Doubted({ message, clamp }: { message: string; clamp?: number }) {
  const words = unanswered(message)
  if (!words) {
    return (
      <Text size="sm" lineClamp={clamp} title={message}>
        {sentence(message)}
      </Text>
    )
  }
  return (
    <>
      <Text size="sm">{words}</Text>
      <Text
        size="xs"
        c="dimmed"
        ff="monospace"
        lineClamp={clamp}
        title={message}
        style={{ overflowWrap: 'anywhere' }}
      >
        {message}
      </Text>
    </>
  )
}
