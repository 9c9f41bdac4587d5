import { Button, Checkbox, Group, JsonInput, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { usePutAlert } from '../../api/alerts'
import { problemOf } from '../../api/problem'
import type { Resource } from '../../api/schema'
import { useMay } from '../../api/session'
import { onWrong } from '../../components/firstWrong'
import { notifications } from '../../components/notify'
import { ProblemNotice } from '../../components/ProblemNotice'

interface AlertFormProps {
  /** The one that is changed; absent: a new one. */
  alert: Resource | undefined
  onClose: () => void
}

const example = `{
  "webhook": {"url": "https://example.com/hook"},
  "on": {"fatal_error": "critical", "rejected_rows": {"warning": "1%", "critical": "10%"}}
}`

/** AlertForm writes an alert as the project's file would have it, in JSON. */
export function AlertForm({ alert, onClose }: AlertFormProps) {
  const may = useMay('write')
  const put = usePutAlert()
  const fromFiles = alert?.origin === 'files'
  const form = useForm({
    initialValues: {
      name: alert?.name ?? '',
      spec: alert ? JSON.stringify(alert.spec, null, 2) : example,
      force: false,
    },
    validate: {
      name: (v) => (v.trim() === '' ? 'Give it a name.' : null),
      spec: (v) => (parsed(v) === undefined ? 'This is not JSON.' : null),
    },
  })
  const send = form.onSubmit(
    ({ name, spec, force }) =>
      put.mutate(
        { name: name.trim(), spec: parsed(spec), version: alert?.version, force },
        {
          onSuccess: () => {
            notifications.show({ message: `The alert ${name.trim()} is saved.` })
            onClose()
          },
        },
      ),
    onWrong,
  )
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="md" maw={720}>
        <ProblemNotice problem={put.error ? problemOf(put.error) : undefined} focus />
        {!alert && <TextInput {...form.getInputProps('name')} label="Name" required autoComplete="off" />}
        <JsonInput
          {...form.getInputProps('spec')}
          label="What it is"
          description="Whom it tells (slack, pagerduty, sms, email, webhook), and of what (on). A secret typed here is kept encrypted, and a reference takes its place."
          autosize
          minRows={6}
          readOnly={!may}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12.5 } }}
        />
        {fromFiles && may && (
          <Checkbox
            {...form.getInputProps('force', { type: 'checkbox' })}
            size="sm"
            label="Change it here all the same"
            description={`It comes from ${alert.place ?? "the project's files"}: the next apply of the files undoes it.`}
          />
        )}
        <Group gap="xs">
          {may && (
            <Button type="submit" loading={put.isPending} disabled={fromFiles && !form.values.force}>
              Save
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {may ? 'Cancel' : 'Close'}
          </Button>
        </Group>
        {!may && (
          <Text size="sm" c="dimmed">
            An editor or an admin can change it.
          </Text>
        )}
      </Stack>
    </form>
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
