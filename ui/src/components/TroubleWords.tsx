import { Text } from '@mantine/core'
import type { Trouble } from './trouble'

/** TroubleWords says what is to be done about a trouble and, small, what was seen of it. */
export function TroubleWords({ of: { advice, raw } }: { of: Trouble }) {
  return (
    <>
      <Text size="sm">{advice}</Text>
      {raw && (
        <Text
          size="xs"
          c="dimmed"
          ff="monospace"
          mt={4}
          lineClamp={6}
          title={raw}
          style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}
        >
          {raw}
        </Text>
      )}
    </>
  )
}
