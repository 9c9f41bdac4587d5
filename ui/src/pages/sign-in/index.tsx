import { Alert, Anchor, Button, Divider, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { problemOf } from '../../api/problem'
import { useMethods, useSignIn } from '../../api/session'
import { Entrance } from '../../components/Entrance'
import { onWrong } from '../../components/firstWrong'
import { PasswordField } from '../../components/PasswordField'
import { ProblemNotice } from '../../components/ProblemNotice'

const route = getRouteApi('/sign-in')

/** Where people come in, and where they are sent back to what they wanted to see. */
export default function SignInPage() {
  const search = route.useSearch()
  const router = useRouter()
  const methods = useMethods()
  const signIn = useSignIn()
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (v) => (v.trim() === '' ? 'Type your e-mail.' : null),
      password: (v) => (v === '' ? 'Type your password.' : null),
    },
  })
  const send = form.onSubmit(async (who) => {
    try {
      await signIn.mutateAsync(who)
    } catch {
      form.setFieldValue('password', '') // the notice tells the rest
      return
    }
    router.history.push(inside(search.return))
  }, onWrong)
  const oidc = methods.data?.oidc
  return (
    <Entrance title="Sign in to Waybill">
      {methods.data?.setup && (
        <Alert variant="light" mb="md" title="Nobody is here yet">
          Open the link that the server printed when it started: it makes the first admin. If it is lost,
          start the server again: it prints a new one.
        </Alert>
      )}
      {!methods.data?.setup && (
        <form onSubmit={send} noValidate>
          <Stack gap="md">
            <ProblemNotice problem={signIn.error ? problemOf(signIn.error) : undefined} />
            <TextInput
              {...form.getInputProps('email')}
              label="E-mail"
              type="email"
              name="email"
              autoComplete="username"
              autoFocus
              required
            />
            <PasswordField
              {...form.getInputProps('password')}
              label="Password"
              name="password"
              autoComplete="current-password"
              required
            />
            <Button type="submit" loading={signIn.isPending} fullWidth>
              Sign in
            </Button>
          </Stack>
        </form>
      )}
      {oidc && (
        <>
          <Divider my="md" label="or" />
          <Button component="a" href={oidc.url} variant="default" fullWidth>
            Sign in with {oidc.name}
          </Button>
        </>
      )}
      {!methods.data?.setup && (
        <Text size="xs" c="dimmed" mt="lg">
          Forgotten the password? An admin can make you a link for a new one, under Settings, People. The{' '}
          <Anchor href="/api/docs" inherit>
            API
          </Anchor>{' '}
          takes tokens.
        </Text>
      )}
    </Entrance>
  )
}

/** inside is a place of this interface, and never another site that somebody put into a link. */
function inside(to: string | undefined): string {
  return to && /^\/(?![/\\])/.test(to) ? to : '/'
}
