import { Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useInvite } from '../../api/people'
import { faultOf, problemOf } from '../../api/problem'
import type { Link } from '../../api/schema'
import { ProblemNotice, sentence } from '../../components/ProblemNotice'
import { type Role, roles } from './roles'

interface InviteProps {
  opened: boolean
  onClose: () => void
  onInvited: (email: string, link: Link) => void
}

/** Invite asks for whom and as what, and ends with a link to hand on. */
export function Invite({ opened, onClose, onInvited }: InviteProps) {
  const invite = useInvite()
  const form = useForm<{ email: string; role: Role }>({
    initialValues: { email: '', role: 'viewer' },
    validate: {
      email: (v) => (/^\S+@\S+$/.test(v.trim()) ? null : 'Type an e-mail, such as bob@example.com.'),
    },
  })
  const close = () => {
    form.reset()
    invite.reset()
    onClose()
  }
  const send = form.onSubmit(({ email, role }) =>
    invite.mutate(
      { email: email.trim(), role },
      {
        onSuccess: (link) => {
          onInvited(email.trim(), link)
          close()
        },
      },
    ),
  )
  const problem = invite.error ? problemOf(invite.error) : undefined
  const fault = faultOf(problem, 'email')
  return (
    <Modal
      opened={opened}
      onClose={close}
      title="Invite somebody"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={send} noValidate>
        <Stack gap="md">
          {!fault && <ProblemNotice problem={problem} />}
          <TextInput
            {...form.getInputProps('email')}
            error={form.errors.email ?? (fault && sentence(fault))}
            data-autofocus
            required
            label="E-mail"
            type="email"
            autoComplete="off"
          />
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
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={invite.isPending}>
              Make the link
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
