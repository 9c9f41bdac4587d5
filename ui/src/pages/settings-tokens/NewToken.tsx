import { Button, Group, Modal, Radio, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { faultOf, problemOf } from '../../api/problem'
import type { NewToken as Made } from '../../api/schema'
import { useSession } from '../../api/session'
import { useCreateToken } from '../../api/tokens'
import { onWrong } from '../../components/firstWrong'
import { ProblemNotice, sentence } from '../../components/ProblemNotice'
import { type Scope, scopes } from './scopes'

const ends = [
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: '', label: 'Never, until it is revoked' },
]

interface NewTokenProps {
  opened: boolean
  onClose: () => void
  onMade: (token: Made) => void
}

/** NewToken makes a token for a program. */
export function NewToken({ opened, onClose, onMade }: NewTokenProps) {
  const { rights } = useSession()
  const create = useCreateToken()
  const form = useForm<{ name: string; scope: Scope; days: string }>({
    initialValues: { name: '', scope: 'read', days: '90' },
    validate: { name: (v) => (v.trim() === '' ? 'Say what will use it.' : null) },
  })
  const close = () => {
    form.reset()
    create.reset()
    onClose()
  }
  const send = form.onSubmit(
    ({ name, scope, days }) =>
      create.mutate(
        { name: name.trim(), scopes: [scope], ...(days ? { expires_at: inDays(Number(days)) } : {}) },
        {
          onSuccess: (token) => {
            onMade(token)
            close()
          },
        },
      ),
    onWrong,
  )
  const problem = create.error ? problemOf(create.error) : undefined
  const fault = faultOf(problem, 'name')
  return (
    <Modal opened={opened} onClose={close} title="New token" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={send} noValidate>
        <Stack gap="md">
          {!fault && <ProblemNotice problem={problem} />}
          <TextInput
            {...form.getInputProps('name')}
            error={form.errors.name ?? (fault && sentence(fault))}
            data-autofocus
            required
            label="Name"
            description="What will use it, such as ci."
            autoComplete="off"
          />
          <Radio.Group
            {...form.getInputProps('scope')}
            label="What it may do"
            description="Never more than you may at that moment."
          >
            <Stack gap="xs" mt="xs">
              {scopes.map((scope) => (
                <Radio
                  key={scope.value}
                  value={scope.value}
                  size="sm"
                  label={scope.label}
                  description={rights.includes(scope.value) ? scope.doc : `${scope.doc} Your role may not.`}
                  disabled={!rights.includes(scope.value)}
                />
              ))}
            </Stack>
          </Radio.Group>
          <Select {...form.getInputProps('days')} label="It ends" data={ends} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Make the token
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
