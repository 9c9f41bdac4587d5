import { Text } from '@mantine/core'
import { sentence } from './ProblemNotice'

interface DoubtedProps {
  message: string
  /** meaning is the message in plain words, if it does not say them itself. */
  meaning?: string | undefined
  clamp?: number
}

/** Doubted says in plain words why nobody knows what became of a row, and under that what was seen of it. */
export function Doubted({ message, meaning, clamp }: DoubtedProps) {
  if (!meaning) {
    return (
      <Text size="sm" lineClamp={clamp} title={message}>
        {sentence(message)}
      </Text>
    )
  }
  return (
    <>
      <Text size="sm">{meaning}</Text>
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
