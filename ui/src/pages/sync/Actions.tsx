import { ActionIcon, Button, Menu, Text } from '@mantine/core'
import { IconDots, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { inDoubtQuery } from '../../api/ledger'
import { useTriggerRun } from '../../api/run-actions'
import type { Sync } from '../../api/schema'
import { useMay } from '../../api/session'
import { useDeleteSync, usePause } from '../../api/sync-actions'
import { isScheduled } from '../../api/syncs'
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

function Further({ sync, mayWrite }: { sync: Sync; mayWrite: boolean }) {
  const pause = usePause(sync.name)
  const navigate = useNavigate()
  const remove = useDeleteSync(sync.name, () => navigate({ to: '/syncs' }))
  const queries = useQueryClient()
  const pausable = sync.paused || isScheduled(sync)
  const onDelete = async () => {
    const doubt = await queries
      .fetchQuery({ ...inDoubtQuery({ sync: sync.name, limit: 1 }), staleTime: 0 })
      .catch(() => undefined) // it can be deleted all the same
    const files = sync.origin === 'files'
    const sure = await confirm({
      title: files ? `${sync.name} is deleted in its files` : `Delete the sync ${sync.name}?`,
      body: (
        <>
          {files
            ? `It comes from the files of the project${sync.place ? `, at ${sync.place}` : ''}: delete it there, and apply them. `
            : 'It runs no more. '}
          {sync.mode === 'insert'
            ? 'What it sent stays at the vendor, and in the ledger: a sync of the same account does not send it twice.'
            : 'What it sent stays at the vendor. A sync of another name sends all of its rows anew, also to the same account.'}
          {doubt !== undefined && doubt.total > 0 && (
            <Text size="sm" mt="xs" fw={600}>
              {counted(doubt.total, 'row')} of it {doubt.total === 1 ? 'is' : 'are'} in doubt. Decide first:
              without the sync nothing sends {doubt.total === 1 ? 'it' : 'them'} again.
            </Text>
          )}
        </>
      ),
      action: files ? undefined : 'Delete the sync',
      danger: true,
    })
    if (sure) {
      remove.mutate(`"${sync.version}"`, { onError: tell })
    }
  }
  if (!pausable && !mayWrite) {
    return null
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={32} aria-label="Further actions">
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {pausable && (
          <Menu.Item
            leftSection={
              sync.paused ? (
                <IconPlayerPlay size={16} aria-hidden />
              ) : (
                <IconPlayerPause size={16} aria-hidden />
              )
            }
            onClick={() => pause.mutate(!sync.paused, { onError: tell })}
          >
            {sync.paused ? 'Resume the schedule' : 'Pause the schedule'}
          </Menu.Item>
        )}
        {mayWrite && (
          <Menu.Item color="var(--bad)" leftSection={<IconTrash size={16} aria-hidden />} onClick={onDelete}>
            Delete…
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
