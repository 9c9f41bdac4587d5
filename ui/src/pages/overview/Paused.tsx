import { Button, Text } from '@mantine/core'
import { IconPlayerPause } from '@tabler/icons-react'
import { useMay } from '../../api/session'
import { usePause } from '../../api/sync-actions'
import { counted } from '../../components/Count'
import { LinkAnchor } from '../../components/Links'
import { Notice, NoticeList } from '../../components/Notice'
import { tell } from '../../components/notify'

const shown = 6

/** Paused names the syncs whose schedule starts nothing until somebody resumes it. */
export function Paused({ names }: { names: readonly string[] }) {
  return (
    <NoticeList>
      {names.slice(0, shown).map((name) => (
        <One key={name} name={name} />
      ))}
      {names.length > shown && (
        <Text size="sm" c="dimmed" px="md" py="sm">
          {`${counted(names.length - shown, 'more sync')} ${names.length === shown + 1 ? 'is' : 'are'} paused: `}
          <LinkAnchor to="/syncs" search={{ status: 'paused' }} size="sm">
            see all of them
          </LinkAnchor>
        </Text>
      )}
    </NoticeList>
  )
}

function One({ name }: { name: string }) {
  const may = useMay('run')
  const pause = usePause(name)
  return (
    <Notice
      tone="late"
      icon={IconPlayerPause}
      title={
        <>
          <LinkAnchor to="/syncs/$name" params={{ name }} fw={550}>
            {name}
          </LinkAnchor>{' '}
          is paused
        </>
      }
      actions={
        may && (
          <Button
            size="xs"
            variant="default"
            aria-label={`Resume the schedule of ${name}`}
            loading={pause.isPending}
            onClick={() => pause.mutate(false, { onError: tell })}
          >
            Resume
          </Button>
        )
      }
    >
      Its schedule starts no run until somebody resumes it.
    </Notice>
  )
}
