import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconDots, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { doubtsQuery } from '../../api/overview'
import { queries } from '../../api/queries'
import { useTriggerRun } from '../../api/run-actions'
import type { Sync } from '../../api/schema'
import { useMay } from '../../api/session'
import { useDeleteSync, usePause } from '../../api/sync-actions'
import { counted } from '../../components/Count'
import { confirm } from '../../components/confirm'
import { LinkButton } from '../../components/Links'
import { tell } from '../../components/notify'
import { useToRun } from '../../components/useToRun'

/** Actions are what can be done with a sync. */
export function Actions({ sync }: { sync: Sync }) {
  const mayRun = useMay('run')
  const mayWrite = useMay('write')
  const toRun = useToRun()
  const trigger = useTriggerRun(sync.name)
  if (!mayRun) {
    return null
  }
  const run = async () => {
    const sure = await confirm({
      title: `Run ${sync.name} now?`,
      body: 'The model is read, and what is new or has changed is sent. The plan shows beforehand what that would be.',
      action: 'Run now',
    })
    if (sure) {
      trigger.mutate({}, toRun)
    }
  }
  return (
    <>
      <Further sync={sync} mayWrite={mayWrite} />
      {mayWrite && (
        <LinkButton to="/syncs/$name/edit" params={{ name: sync.name }} variant="default">
          Edit
        </LinkButton>
      )}
      <LinkButton to="/syncs/$name/plan" params={{ name: sync.name }} variant="default">
        Plan
      </LinkButton>
      {sync.running ? (
        <LinkButton to="/runs/$id" params={{ id: sync.running }}>
          Watch the run
        </LinkButton>
      ) : (
        <Button loading={trigger.isPending} onClick={run}>
          Run now…
        </Button>
      )}
    </>
  )
}

/** leftBehind warns of rows that nobody could decide about once their sync is deleted. */
function leftBehind(rows: number): string {
  return rows === 0
    ? ''
    : `${counted(rows, 'row')} of it ${rows === 1 ? 'is' : 'are'} in doubt. Decide about ${rows === 1 ? 'it' : 'them'} first: once the sync is deleted, nobody can here. `
}

function Further({ sync, mayWrite }: { sync: Sync; mayWrite: boolean }) {
  const pause = usePause(sync.name)
  const remove = useDeleteSync(sync.name)
  const navigate = useNavigate()
  const onDelete = async () => {
    const doubts = await queries
      .fetchQuery({ ...doubtsQuery(sync.name, 1), staleTime: 0 })
      .catch(() => undefined)
    const sure = await confirm({
      title: `Delete the sync ${sync.name}?`,
      body: `${leftBehind(doubts?.total ?? 0)}It runs no more. What it sent stays at the vendor, and in the ledger: a sync of the same account does not send it twice.`,
      action: 'Delete the sync',
      danger: true,
    })
    if (sure) {
      remove.mutate(`"${sync.version}"`, { onSuccess: () => void navigate({ to: '/syncs' }), onError: tell })
    }
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={32} aria-label="Further actions">
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={
            sync.paused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />
          }
          onClick={() => pause.mutate(!sync.paused, { onError: tell })}
        >
          {sync.paused ? 'Resume the schedule' : 'Pause the schedule'}
        </Menu.Item>
        {mayWrite && (
          <Menu.Item color="var(--bad)" leftSection={<IconTrash size={16} aria-hidden />} onClick={onDelete}>
            Delete…
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
