import { Alert, Button, Group, Text } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { Resource } from '../api/schema'
import { changes } from './changes'
import { Diff } from './Diff'
import { Time } from './Time'

interface ConflictNoticeProps {
  title?: string
  /** Who was faster, and when. */
  now: Pick<Resource, 'updated_by' | 'updated_at'>
  /** What both began with, what is there now, and what is not saved yet. */
  base: unknown
  theirs: unknown
  mine: unknown
  onTake: () => void
  onKeep: () => void
}

/** ConflictNotice says that somebody was faster, and with what, and lets one choose whose version stays. */
export function ConflictNotice({ title, now, base, theirs, mine, onTake, onKeep }: ConflictNoticeProps) {
  const notice = useRef<HTMLDivElement>(null)
  useEffect(() => {
    notice.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  const changed = changes(base, theirs)
  const own = changes(base, mine).map((change) => change.path)
  const both = changed.map((change) => change.path).filter((path) => own.includes(path))
  return (
    <Alert
      ref={notice}
      role="alert"
      variant="outline"
      color="var(--late)"
      title={title}
      icon={<IconUsers aria-hidden />}
      styles={{
        root: { borderColor: 'var(--late)' },
        wrapper: { minWidth: 0 },
        body: { minWidth: 0 },
        message: { color: 'var(--mantine-color-text)' },
      }}
    >
      <Text size="sm" fw={550}>
        {now.updated_by} changed this at <Time at={now.updated_at} />, while you were at it.
      </Text>
      <Text size="sm" mb={changed.length > 0 ? 'xs' : 0}>
        Nothing of yours was saved.{' '}
        {changed.length === 0 &&
          'They changed nothing that can be shown: a secret, or they saved it as it was.'}
        {both.length > 0 && `You have changed ${both.join(', ')}, too.`}
      </Text>
      {changed.length > 0 && <Diff label="What they changed" of={changed} />}
      <Group gap="xs" mt="xs">
        <Button variant="default" size="xs" onClick={onTake}>
          Take theirs: reload, and lose my changes
        </Button>
        <Button variant="default" size="xs" onClick={onKeep}>
          Keep mine, to save over it
        </Button>
      </Group>
    </Alert>
  )
}
