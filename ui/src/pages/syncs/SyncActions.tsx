import { ActionIcon, Menu } from '@mantine/core'
import {
  IconDots,
  IconListSearch,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerTrackNext,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTriggerRun } from '../../api/run-actions'
import type { Sync } from '../../api/schema'
import { useMay } from '../../api/session'
import { usePause } from '../../api/sync-actions'
import { isScheduled } from '../../api/syncs'
import { Nothing } from '../../components/Nothing'
import { notifications, tell } from '../../components/notify'

/** SyncActions is what can be done with a sync from afar. Viewers have none of it. */
export function SyncActions({ sync }: { sync: Sync }) {
  const mayRun = useMay('run')
  const mayWrite = useMay('write')
  const { name, paused } = sync
  const run = useTriggerRun(name)
  const pause = usePause(name)
  const scheduled = isScheduled(sync)
  if (!mayRun) {
    return <Nothing label="nothing that you may do" />
  }
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${name}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconPlayerPlay size={15} aria-hidden />}
          onClick={() =>
            run.mutate(
              {},
              {
                onSuccess: (ticket) =>
                  notifications.show({
                    message: ticket.new ? `${name} runs.` : `A run of ${name} waits already.`,
                  }),
                onError: tell,
              },
            )
          }
        >
          Run now
        </Menu.Item>
        <Menu.Item
          leftSection={<IconListSearch size={15} aria-hidden />}
          renderRoot={(props) => <Link to="/syncs/$name/plan" params={{ name }} {...props} />}
        >
          Plan
        </Menu.Item>
        {(scheduled || paused) && (
          <Menu.Item
            leftSection={
              paused ? (
                <IconPlayerTrackNext size={15} aria-hidden />
              ) : (
                <IconPlayerPause size={15} aria-hidden />
              )
            }
            onClick={() =>
              pause.mutate(!paused, {
                onSuccess: () =>
                  notifications.show({
                    message: paused
                      ? `${name} runs by its schedule again.`
                      : `${name} is paused. People can still run it.`,
                  }),
                onError: tell,
              })
            }
          >
            {paused ? 'Resume' : 'Pause'}
          </Menu.Item>
        )}
        {mayWrite && (
          <Menu.Item
            leftSection={<IconPencil size={15} aria-hidden />}
            renderRoot={(props) => <Link to="/syncs/$name/edit" params={{ name }} {...props} />}
          >
            Edit
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
