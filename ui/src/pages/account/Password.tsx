import { Button, Group, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useChangePassword } from '../../api/account'
import { problemOf } from '../../api/problem'
import { onWrong } from '../../components/firstWrong'
import { notifications } from '../../components/notify'
import { PasswordField } from '../../components/PasswordField'
import { ProblemNotice } from '../../components/ProblemNotice'

const shortest = 10

/** Password changes one's own. */
export function Password() {
  const change = useChangePassword()
  const form = useForm({
    initialValues: { old: '', new: '' },
    validate: {
      old: (v) => (v === '' ? 'Type the password as it is.' : null),
      new: (v) => ([...v].length < shortest ? `Use at least ${shortest} characters.` : null),
    },
  })
  const send = form.onSubmit(
    (values) =>
      change.mutate(values, {
        onSuccess: () => {
          form.reset()
          notifications.show({ message: 'Your password is changed. You are signed out everywhere else.' })
        },
      }),
    onWrong,
  )
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="md" maw={380}>
        <ProblemNotice problem={change.error ? problemOf(change.error) : undefined} focus />
        <PasswordField
          {...form.getInputProps('old')}
          label="Password now"
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password now' }}
        />
        <PasswordField
          {...form.getInputProps('new')}
          label="New password"
          description={`At least ${shortest} characters.`}
          autoComplete="new-password"
          required
          visibilityToggleButtonProps={{ 'aria-label': 'Show the new password' }}
        />
        <Group>
          <Button type="submit" variant="default" loading={change.isPending}>
            Change the password
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
