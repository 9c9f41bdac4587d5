import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { problemOf } from '../../api/problem'
import { useSetSecret } from '../../api/secrets'
import { onWrong } from '../../components/firstWrong'
import { notifications } from '../../components/notify'
import { PasswordField } from '../../components/PasswordField'
import { ProblemNotice } from '../../components/ProblemNotice'

interface SetSecretProps {
  /** The one whose value is replaced; "" for a new one; absent: the form is closed. */
  name: string | undefined
  onClose: () => void
}

/** SetSecret takes a secret that nobody gets to see again. */
export function SetSecret({ name, onClose }: SetSecretProps) {
  return (
    <Modal
      opened={name !== undefined}
      onClose={onClose}
      title={name ? `A new value for ${name}` : 'New secret'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {name !== undefined && <SecretForm name={name} onClose={onClose} />}
    </Modal>
  )
}

function SecretForm({ name, onClose }: { name: string; onClose: () => void }) {
  const set = useSetSecret()
  const form = useForm({
    initialValues: { name, value: '' },
    validate: {
      name: (v) =>
        /^[^\s"\\<>&{}$]+$/.test(v)
          ? null
          : 'Give it a name without spaces, such as partnerize.user_api_key.',
      value: (v) => (v === '' ? 'Type the secret.' : null),
    },
  })
  const send = form.onSubmit(
    (values) =>
      set.mutate(values, {
        onSuccess: () => {
          notifications.show({ message: `The secret ${values.name} is set.` })
          onClose()
        },
      }),
    onWrong,
  )
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="md">
        <ProblemNotice problem={set.error ? problemOf(set.error) : undefined} />
        {name === '' && (
          <TextInput
            {...form.getInputProps('name')}
            data-autofocus
            required
            label="Name"
            description={`The configuration refers to it as \${secret:NAME}.`}
            autoComplete="off"
            spellCheck={false}
          />
        )}
        <PasswordField
          {...form.getInputProps('value')}
          data-autofocus={name === '' ? undefined : true}
          required
          label="Secret"
          description="Kept encrypted, and never shown again."
          autoComplete="off"
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={set.isPending}>
            Set the secret
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
