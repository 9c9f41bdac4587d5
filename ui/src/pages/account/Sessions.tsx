import { Button, Group, Text } from '@mantine/core'
import { IconDeviceDesktop } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { problemOf } from '../../api/problem'
import type { OpenSession } from '../../api/schema'
import { useSignOut } from '../../api/session'
import { sessionsQuery, useEndOthers, useEndSession } from '../../api/sessions'
import { Badge } from '../../components/Badge'
import { ConfirmButton } from '../../components/ConfirmButton'
import { counted } from '../../components/Count'
import { DataTable } from '../../components/DataTable'
import { Nothing } from '../../components/Nothing'
import { notifications } from '../../components/notify'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Time } from '../../components/Time'
import { browserOf } from './browser'

/** Sessions are the browsers by which one is signed in: each can be ended, or all others. */
export function Sessions() {
  const sessions = useQuery(sessionsQuery)
  const end = useEndSession()
  const others = useEndOthers()
  const navigate = useNavigate()
  const leaving = useSignOut(() => navigate({ to: '/sign-in' }))
  const more = sessions.data?.items.filter((session) => !session.current).length ?? 0
  const error = sessions.error ?? end.error ?? others.error
  return (
    <>
      <ProblemNotice problem={error ? problemOf(error) : undefined} />
      <DataTable
        label="Your sessions"
        rows={sessions.data?.items}
        expect={2}
        rowKey={(session) => session.id}
        empty={null}
        columns={[
          { header: 'Browser', cell: (session) => <Name of={session} /> },
          { header: 'Address', cell: ({ address }) => address || <Nothing label="not known" /> },
          { header: 'Signed in', cell: (session) => <Time at={session.created_at} /> },
          { header: 'Last used', cell: (session) => <Time at={session.seen_at} show="relative" /> },
          {
            header: 'End it',
            align: 'right',
            cell: (session) =>
              session.current ? (
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() => leaving.mutate()}
                  loading={leaving.isPending}
                >
                  Sign out here
                </Button>
              ) : (
                <Button
                  size="compact-xs"
                  variant="default"
                  loading={end.isPending && end.variables === session.id}
                  onClick={() =>
                    end.mutate(session.id, {
                      onSuccess: () =>
                        notifications.show({
                          message: `${browserOf(session.agent)} is signed out.`,
                        }),
                    })
                  }
                  aria-label={`End the session of ${browserOf(session.agent)}`}
                >
                  End
                </Button>
              ),
          },
        ]}
      />
      {more > 0 && (
        <Group mt="sm">
          <ConfirmButton
            title="Sign out everywhere else?"
            body={`${counted(more, 'other session')} of yours ${more === 1 ? 'ends' : 'end'}. Whoever uses ${more === 1 ? 'that browser has' : 'those browsers have'} to sign in again. Your API tokens stay.`}
            action="Sign out everywhere else"
            loading={others.isPending}
            onConfirm={() =>
              others.mutate(undefined, {
                onSuccess: () => notifications.show({ message: 'You are signed out everywhere but here.' }),
              })
            }
          >
            Sign out everywhere else…
          </ConfirmButton>
        </Group>
      )}
    </>
  )
}

function Name({ of }: { of: OpenSession }) {
  return (
    <Group gap={8}>
      <Text size="sm" title={of.agent}>
        {browserOf(of.agent)}
      </Text>
      {of.current && (
        <Badge tone="good" icon={IconDeviceDesktop}>
          This browser
        </Badge>
      )}
    </Group>
  )
}
