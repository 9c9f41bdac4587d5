import { NumberInput, SimpleGrid, Text, TextInput } from '@mantine/core'
import { faultOf, type Problem } from '../../api/problem'
import { type Spec, textOf } from '../../api/setup'

interface LimitsProps {
  values: Spec
  onChange: (values: Spec) => void
  problem: Problem | undefined
  locked: boolean
}

/** Limits are what every destination can be told, whatever its type: how fast, and whose memory it is. */
export function Limits({ values, onChange, problem, locked }: LimitsProps) {
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...rest } = values
    onChange(value === '' || value === undefined ? rest : { ...rest, [name]: value })
  }
  const rate: Spec = typeof values.rate === 'object' && values.rate !== null ? { ...values.rate } : {}
  const setRate = (name: string, value: unknown) => {
    const next = { ...rate, [name]: value }
    const kept = Object.fromEntries(Object.entries(next).filter(([, v]) => v !== '' && v !== undefined))
    set('rate', Object.keys(kept).length > 0 ? kept : undefined)
  }
  const input = (name: string) => ({
    name,
    readOnly: locked,
    variant: locked ? 'filled' : 'default',
    error: faultOf(problem, name),
  })
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <NumberInput
          {...input('requests')}
          label="Requests"
          description="At most so many in a period."
          placeholder="Default: what the vendor allows"
          value={textOf(rate, 'requests')}
          min={1}
          allowDecimal={false}
          onChange={(n) => setRate('requests', n)}
        />
        <TextInput
          {...input('per')}
          label="Per"
          description="The period: 1s, 1m or 1h."
          placeholder="Default: what the vendor allows"
          value={textOf(rate, 'per')}
          onChange={(event) => setRate('per', event.currentTarget.value)}
        />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <NumberInput
          {...input('concurrency')}
          label="Requests at a time"
          description="At most so many without an answer yet."
          placeholder="Default: what suits the vendor"
          value={textOf(values, 'concurrency')}
          min={1}
          allowDecimal={false}
          onChange={(n) => set('concurrency', n)}
        />
        <TextInput
          {...input('timeout')}
          label="Time limit"
          description="The longest that one attempt may take, such as 30s."
          placeholder="Default: what suits the vendor"
          value={textOf(values, 'timeout')}
          onChange={(event) => set('timeout', event.currentTarget.value)}
        />
      </SimpleGrid>
      <TextInput
        {...input('account')}
        label="Account"
        description="Whose memory of what was sent this is. Give two destinations the same one only if they are the same account at the vendor."
        placeholder="Default: the destination's name"
        spellCheck={false}
        value={textOf(values, 'account')}
        onChange={(event) => set('account', event.currentTarget.value)}
      />
      {textOf(values, 'account') === '' && (
        <Text size="xs" c="dimmed">
          A row that this account has accepted is not sent to it again, by whichever sync.
        </Text>
      )}
    </>
  )
}
