import { ActionIcon, Menu } from '@mantine/core'
import { IconBan, IconCircleCheck, IconDots, IconKey, IconLogout, IconTrash } from '@tabler/icons-react'
import { useChangePerson, useRemovePerson, useResetLink, useSignOutPerson } from '../../api/people'
import { problemOf } from '../../api/problem'
import type { Link, Member, Problem } from '../../api/schema'
import { confirm } from '../../components/confirm'
import { notifications } from '../../components/notify'

interface PersonMenuProps {
  person: Member
  /** Whether it is who looks: nobody locks themselves out. */
  self: boolean
  onLink: (person: Member, link: Link) => void
  onProblem: (problem: Problem | undefined) => void
}

/** PersonMenu is what an admin can do with a person. */
export function PersonMenu({ person, self, onLink, onProblem }: PersonMenuProps) {
  const change = useChangePerson()
  const remove = useRemovePerson()
  const reset = useResetLink()
  const signOut = useSignOutPerson()
  const name = person.name || person.email
  const attempt = async (what: () => Promise<unknown>, said: string) => {
    try {
      await what()
      onProblem(undefined)
      if (said !== '') {
        notifications.show({ message: said })
      }
    } catch (error) {
      onProblem(problemOf(error))
    }
  }
  const disable = async () => {
    const sure = await confirm({
      title: `Disable ${name}?`,
      body: 'They are signed out everywhere, and their tokens do not work. They can be enabled again.',
      action: 'Disable',
      danger: true,
    })
    if (sure) {
      await attempt(() => change.mutateAsync({ id: person.id, disabled: true }), `${name} is disabled.`)
    }
  }
  const drop = async () => {
    const sure = await confirm({
      title: `Remove ${name}?`,
      body: 'Their sessions end and their tokens are revoked. What they did stays in the audit. This cannot be undone.',
      action: 'Remove',
      danger: true,
    })
    if (sure) {
      await attempt(() => remove.mutateAsync(person.id), `${name} is removed.`)
    }
  }
  return (
    <Menu position="bottom-end" width={260} withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={26} aria-label={`What to do with ${name}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconKey size={16} aria-hidden />}
          onClick={() => attempt(async () => onLink(person, await reset.mutateAsync(person.id)), '')}
        >
          Make a link for a new password
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          onClick={() =>
            attempt(
              () => signOut.mutateAsync(person.id),
              self ? 'You are signed out everywhere but here.' : `${name} is signed out everywhere.`,
            )
          }
        >
          {self ? 'Sign out everywhere else' : 'Sign out everywhere'}
        </Menu.Item>
        {!self && (
          <>
            <Menu.Divider />
            {person.disabled ? (
              <Menu.Item
                leftSection={<IconCircleCheck size={16} aria-hidden />}
                onClick={() =>
                  attempt(() => change.mutateAsync({ id: person.id, disabled: false }), `${name} is enabled.`)
                }
              >
                Enable
              </Menu.Item>
            ) : (
              <Menu.Item leftSection={<IconBan size={16} aria-hidden />} onClick={disable}>
                Disable…
              </Menu.Item>
            )}
            <Menu.Item color="var(--danger)" leftSection={<IconTrash size={16} aria-hidden />} onClick={drop}>
              Remove…
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
