import { Button, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useNavigate } from '@tanstack/react-router'
import { faultsByPath, problemOf } from '../../api/problem'
import { useJoin } from '../../api/session'
import { onWrong } from '../../components/firstWrong'
import { PasswordField } from '../../components/PasswordField'
import { ProblemNotice, sentence } from '../../components/ProblemNotice'
import { forgetToken } from './token'

interface JoinFormProps {
  token: string
  purpose: 'setup' | 'invite' | 'reset'
  /** Whom the link is for; the first admin says it themselves. */
  email: string
}

const shortest = 10

/** JoinForm makes a person, or a new password, and signs them in. */
export function JoinForm({ token, purpose, email }: JoinFormProps) {
  const navigate = useNavigate()
  const setup = purpose === 'setup'
  const join = useJoin(setup)
  const form = useForm({
    initialValues: { email, name: '', password: '' },
    validate: {
      email: (v) =>
        setup && !/^\S+@\S+$/.test(v.trim()) ? 'Type an e-mail, such as ada@example.com.' : null,
      password: (v) => ([...v].length < shortest ? `Use at least ${shortest} characters.` : null),
    },
  })
  const send = form.onSubmit(async (values) => {
    try {
      await join.mutateAsync({ ...values, email: values.email.trim(), name: values.name.trim(), token })
    } catch (error) {
      for (const [path, detail] of faultsByPath(problemOf(error))) {
        if (path in values) {
          form.setFieldError(path, sentence(detail))
        }
      }
      return
    }
    forgetToken()
    await navigate({ to: '/', replace: true })
  }, onWrong)
  const problem = join.error ? problemOf(join.error) : undefined
  const beside = problem !== undefined && Object.keys(form.errors).length > 0
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="md">
        {!beside && <ProblemNotice problem={problem} />}
        {setup ? (
          <TextInput
            {...form.getInputProps('email')}
            label="E-mail"
            description="You sign in with it."
            type="email"
            autoComplete="username"
            autoFocus
            required
          />
        ) : (
          <input type="hidden" name="email" autoComplete="username" value={email} readOnly />
        )}
        {purpose !== 'reset' && (
          <TextInput
            {...form.getInputProps('name')}
            label="Name"
            description="As others here will see you. You can leave it out."
            autoComplete="name"
            autoFocus={!setup}
          />
        )}
        <PasswordField
          {...form.getInputProps('password')}
          label={purpose === 'reset' ? 'New password' : 'Password'}
          description={`At least ${shortest} characters. Several words that do not belong together are easy to remember.`}
          autoComplete="new-password"
          autoFocus={purpose === 'reset'}
          required
        />
        <Button type="submit" loading={join.isPending} fullWidth>
          {purpose === 'reset' ? 'Set the password and sign in' : 'Continue'}
        </Button>
      </Stack>
    </form>
  )
}
