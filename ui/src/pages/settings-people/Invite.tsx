import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useInvite } from '../../api/people'
import { faultOf, problemOf } from '../../api/problem'
import type { Invitation, Link } from '../../api/schema'
import { onWrong } from '../../components/firstWrong'
import { ProblemNotice, sentence } from '../../components/ProblemNotice'
import { type Role, roles } from './roles'

interface InviteProps {
  opened: boolean
  /** The invitation that gets a new link; absent: it is somebody's first. */
  again: Invitation | undefined
  onClose: () => void
  onInvited: (email: string, link: Link) => void
}

/** Invite asks for whom and as what, and ends with a link to hand on. */
export function Invite({ opened, ...form }: InviteProps) {
  return (
    <Modal
      opened={opened}
      onClose={form.onClose}
      title={form.again ? `New link for ${form.again.email}` : 'Invite somebody'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <InviteForm {...form} />
    </Modal>
  )
}

function InviteForm({ again, onClose, onInvited }: Omit<InviteProps, 'opened'>) {
  const invite = useInvite()
  const form = useForm<{ email: string; role: Role }>({
    initialValues: { email: again?.email ?? '', role: again?.role ?? 'viewer' },
    validate: {
      email: (v) => (/^\S+@\S+$/.test(v.trim()) ? null : 'Type an e-mail, such as bob@example.com.'),
    },
  })
  const send = form.onSubmit(
    ({ email, role }) =>
      invite.mutate(
        { email: email.trim(), role },
        {
          onSuccess: (link) => {
            onInvited(email.trim(), link)
            onClose()
          },
        },
      ),
    onWrong,
  )
  const problem = invite.error ? problemOf(invite.error) : undefined
  const fault = again ? undefined : faultOf(problem, 'email')
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="md">
        {!fault && <ProblemNotice problem={problem} />}
        {again ? (
          <Text size="sm">The link that they have stops working as soon as the new one is made.</Text>
        ) : (
          <TextInput
            {...form.getInputProps('email')}
            error={form.errors.email ?? (fault && sentence(fault))}
            data-autofocus
            required
            label="E-mail"
            type="email"
            autoComplete="off"
          />
        )}
        <Radio.Group {...form.getInputProps('role')} label="Role">
          <Stack gap="xs" mt="xs">
            {roles.map((role) => (
              <Radio
                key={role.value}
                value={role.value}
                label={role.label}
                description={role.doc}
                size="sm"
              />
            ))}
          </Stack>
        </Radio.Group>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={invite.isPending}>
            Make the link
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
