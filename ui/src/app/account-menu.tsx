import { Menu, Text, UnstyledButton } from '@mantine/core'
import { IconKey, IconLogout, IconUser } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useSession, useSignOut } from '../api/session'
import classes from './account-menu.module.css'
import { SchemeChoice } from './scheme-choice'

/** AccountMenu is who is signed in, and what is theirs. */
export function AccountMenu() {
  const { person } = useSession()
  const navigate = useNavigate()
  const leaving = useSignOut(() => navigate({ to: '/sign-in' }))
  const name = person.name || person.email
  return (
    <Menu position="bottom-end" width={240} withinPortal>
      <Menu.Target>
        <UnstyledButton className={classes.target} aria-label={`Account of ${name}`}>
          <span className={classes.initials} aria-hidden="true">
            {initials(name)}
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <Text size="sm" fw={600} truncate>
            {name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {person.email}, {person.role}
          </Text>
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconUser size={16} aria-hidden />} component={Link} to="/account">
          Your account
        </Menu.Item>
        <Menu.Item leftSection={<IconKey size={16} aria-hidden />} component={Link} to="/settings/tokens">
          Tokens
        </Menu.Item>
        <Menu.Divider />
        <SchemeChoice />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => leaving.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function initials(name: string): string {
  const words = name.split(/[\s.@]+/).filter((word) => word !== '')
  return words
    .slice(0, 2)
    .map((word) => [...word][0])
    .join('')
    .toUpperCase()
}
