import { Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { invitationsQuery, useWithdraw } from '../../api/people'
import { problemOf } from '../../api/problem'
import type { Invitation } from '../../api/schema'
import { ConfirmButton } from '../../components/ConfirmButton'
import { DataTable } from '../../components/DataTable'
import { notifications } from '../../components/notify'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'
import { Time } from '../../components/Time'
import { roles } from './roles'

interface InvitationsProps {
  onAgain: (invitation: Invitation) => void
  onWithdrawn: (invitation: Invitation) => void
}

/** Invitations are those by whose links somebody can join. The links themselves are nowhere any more. */
export function Invitations({ onAgain, onWithdrawn }: InvitationsProps) {
  const invitations = useQuery(invitationsQuery)
  const withdraw = useWithdraw()
  const error = withdraw.error ?? invitations.error
  const drop = (invitation: Invitation) =>
    withdraw.mutate(invitation.id, {
      onSuccess: () => {
        onWithdrawn(invitation)
        notifications.show({ message: `The invitation of ${invitation.email} is withdrawn.` })
      },
    })
  return (
    <Section
      title="Open invitations"
      lead="Who was invited and has not come yet. Whoever has the link can join."
    >
      <ProblemNotice problem={error ? problemOf(error) : undefined} focus />
      <DataTable
        label="Open invitations"
        rows={invitations.data?.items}
        rowKey={(invitation) => invitation.id}
        expect={1}
        empty={
          <Text size="sm" c="dimmed" p="md">
            No invitation is open. Who is invited stands here until they join, or their link is too old.
          </Text>
        }
        columns={[
          { header: 'Who', cell: ({ email }) => email },
          { header: 'Role', cell: ({ role }) => roles.find(({ value }) => value === role)?.label },
          { header: 'Invited by', cell: (invitation) => invitation.invited_by },
          { header: 'Until', cell: (invitation) => <Time at={invitation.expires_at} /> },
          {
            header: 'Actions',
            align: 'right',
            narrow: 'line',
            quiet: true,
            cell: (invitation) => (
              <Actions
                of={invitation}
                onAgain={() => onAgain(invitation)}
                onWithdraw={() => drop(invitation)}
              />
            ),
          },
        ]}
      />
    </Section>
  )
}

interface ActionsProps {
  of: Invitation
  onAgain: () => void
  onWithdraw: () => void
}

function Actions({ of: { email }, onAgain, onWithdraw }: ActionsProps) {
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      <Button size="xs" variant="default" onClick={onAgain} aria-label={`New link for ${email}`}>
        New link…
      </Button>
      <ConfirmButton
        size="xs"
        danger
        title={`Withdraw the invitation of ${email}?`}
        body="The link that was sent to them stops working at once. They can be invited again."
        action="Withdraw"
        onConfirm={onWithdraw}
        aria-label={`Withdraw the invitation of ${email}`}
      >
        Withdraw…
      </ConfirmButton>
    </Group>
  )
}
