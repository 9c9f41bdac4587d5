import { Alert, Checkbox, Text } from '@mantine/core'
import { IconFileText } from '@tabler/icons-react'
import type { Resource } from '../api/schema'

interface OriginNoticeProps {
  resource: Resource
  /** What it is: "destination". */
  noun: string
  /** Whether it is changed here all the same. */
  insisting: boolean
  /** Absent for whoever may change nothing. */
  onInsist?: (insisting: boolean) => void
}

/** OriginNotice says of what comes from files that it is changed there. */
export function OriginNotice({ resource, noun, insisting, onInsist }: OriginNoticeProps) {
  if (resource.origin !== 'files') {
    return null
  }
  return (
    <Alert
      variant="outline"
      color="var(--busy)"
      icon={<IconFileText aria-hidden />}
      styles={{ root: { borderColor: 'var(--line)' }, message: { color: 'var(--mantine-color-text)' } }}
    >
      <Text size="sm">
        {`This ${noun} comes from files${resource.place ? ` (${resource.place})` : ''}.`}
        {onInsist && ' Change it there and apply them: a change made here is undone by the next apply.'}
      </Text>
      {onInsist && (
        <Checkbox
          mt={8}
          size="sm"
          label="Change it here all the same"
          checked={insisting}
          onChange={(event) => onInsist(event.currentTarget.checked)}
        />
      )}
    </Alert>
  )
}
