import { Alert, Button, Group, Text } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { Resource } from '../api/schema'
import { Time } from './Time'

interface ConflictNoticeProps {
  /** What is there now. */
  now: Resource
  onReload: () => void
  onOverwrite: () => void
}

/** ConflictNotice says that somebody was faster, and lets one choose whose version stays. */
export function ConflictNotice({ now, onReload, onOverwrite }: ConflictNoticeProps) {
  const notice = useRef<HTMLDivElement>(null)
  useEffect(() => {
    notice.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <Alert
      ref={notice}
      role="alert"
      variant="outline"
      color="var(--late)"
      icon={<IconUsers aria-hidden />}
      styles={{ root: { borderColor: 'var(--late)' }, message: { color: 'var(--mantine-color-text)' } }}
    >
      <Text size="sm" fw={550}>
        {now.updated_by} changed this at <Time at={now.updated_at} />, while you were at it.
      </Text>
      <Text size="sm">Nothing was saved. Reload to see their version, or overwrite it with yours.</Text>
      <Group gap="xs" mt="xs">
        <Button variant="default" size="xs" onClick={onReload}>
          Reload, and lose my changes
        </Button>
        <Button variant="default" size="xs" onClick={onOverwrite}>
          Overwrite
        </Button>
      </Group>
    </Alert>
  )
}
