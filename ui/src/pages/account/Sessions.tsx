import { Button, Group, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useSignOutPerson } from '../../api/people'
import { problemOf } from '../../api/problem'
import { useMay, useSession, useSignOut } from '../../api/session'
import { notifications } from '../../components/notify'
import { ProblemNotice } from '../../components/ProblemNotice'

/** Sessions ends them: this one, or all others. */
export function Sessions() {
  const { person } = useSession()
  const admin = useMay('admin')
  const others = useSignOutPerson()
  const navigate = useNavigate()
  const leaving = useSignOut(() => navigate({ to: '/sign-in' }))
  return (
    <>
      <ProblemNotice problem={others.error ? problemOf(others.error) : undefined} />
      <Group gap="xs">
        <Button variant="default" onClick={() => leaving.mutate()} loading={leaving.isPending}>
          Sign out here
        </Button>
        {admin && (
          <Button
            variant="default"
            loading={others.isPending}
            onClick={() =>
              others.mutate(person.id, {
                onSuccess: () => notifications.show({ message: 'You are signed out everywhere but here.' }),
              })
            }
          >
            Sign out everywhere else
          </Button>
        )}
      </Group>
      {!admin && (
        <Text size="sm" c="dimmed">
          To sign out everywhere else, change your password, or ask an admin.
        </Text>
      )}
    </>
  )
}
