import { Button, Group, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useChangePerson } from '../../api/people'
import { problemOf } from '../../api/problem'
import { useMay, useSession } from '../../api/session'
import { Facts } from '../../components/Facts'
import { onWrong } from '../../components/firstWrong'
import { notifications } from '../../components/notify'
import { ProblemNotice } from '../../components/ProblemNotice'
import { roles } from '../settings-people/roles'

/** Profile is who one is here. Names are changed by admins. */
export function Profile() {
  const { person } = useSession()
  const admin = useMay('admin')
  const change = useChangePerson()
  const form = useForm({ initialValues: { name: person.name } })
  const send = form.onSubmit(
    ({ name }) =>
      change.mutate(
        { id: person.id, name: name.trim() },
        {
          onSuccess: () => {
            form.resetDirty()
            notifications.show({ message: 'Your name is changed.' })
          },
        },
      ),
    onWrong,
  )
  return (
    <>
      <Facts
        facts={[
          { label: 'E-mail', value: person.email },
          { label: 'Role', value: roles.find((role) => role.value === person.role)?.label ?? person.role },
          ...(admin ? [] : [{ label: 'Name', value: `${person.name || 'none'} (an admin can change it)` }]),
          { label: 'Time zone', value: Intl.DateTimeFormat().resolvedOptions().timeZone },
        ]}
      />
      {admin && (
        <form onSubmit={send} noValidate>
          <ProblemNotice problem={change.error ? problemOf(change.error) : undefined} />
          <Group align="flex-end" gap="xs">
            <TextInput {...form.getInputProps('name')} label="Name" autoComplete="name" w={280} maw="100%" />
            <Button type="submit" variant="default" loading={change.isPending} disabled={!form.isDirty()}>
              Save
            </Button>
          </Group>
        </form>
      )}
    </>
  )
}
