import { Button, Group, NumberInput, Radio, Stack, Text } from '@mantine/core'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { Plan } from '../../api/schema'
import { Card } from '../../components/Card'
import { Count } from '../../components/Count'

const route = getRouteApi('/shell/syncs/$name/plan')

const ways: { value: '' | 'full' | 'reset'; label: string; description: string }[] = [
  {
    value: '',
    label: 'What is new or has changed',
    description: 'The usual run: rows are compared with what was accepted before.',
  },
  {
    value: 'full',
    label: 'Full resync',
    description:
      'Every row is sent, whatever is remembered. Rows that the vendor is known to have accepted are left out, unless you type their exact number.',
  },
  {
    value: 'reset',
    label: 'Reset',
    description:
      'Every row is remembered as it is, and nothing is sent. Rows that were never delivered are not sent later either, until they change.',
  },
]

/** Wishes is how the run is to go. The choice is in the URL, and the plan follows it. */
export function Wishes({ plan }: { plan: Plan | undefined }) {
  const { how, resend } = route.useSearch()
  const navigate = useNavigate()
  const choose = (chosen: string) =>
    void navigate({
      to: '.',
      search: (all) => ({
        ...all,
        how: ways.find(({ value }) => value === chosen)?.value || undefined,
        resend: undefined,
      }),
      replace: true,
    })
  const known = plan?.known_accepted ?? 0
  return (
    <details open={how !== undefined} style={{ marginBottom: 16 }}>
      <summary style={{ cursor: 'pointer', fontSize: 13, minHeight: 24, width: 'fit-content' }}>
        Options of the run
      </summary>
      <Card>
        <Stack gap="md">
          <Radio.Group aria-label="What is sent" value={how ?? ''} onChange={choose}>
            <Stack gap="xs">
              {ways.map((way) => (
                <Radio key={way.value} {...way} size="xs" styles={{ label: { fontSize: 14 } }} />
              ))}
            </Stack>
          </Radio.Group>
          {how === 'full' && (known > 0 || resend) && <Resend known={known} />}
        </Stack>
      </Card>
    </details>
  )
}

/** Resend asks for the number of accepted rows: nobody types it by mistake. */
function Resend({ known }: { known: number }) {
  const { resend } = route.useSearch()
  const navigate = useNavigate()
  const [number, setNumber] = useState<string | number>(resend ?? '')
  const [wrong, setWrong] = useState(false)
  const set = (text: string | undefined) =>
    void navigate({ to: '.', search: (all) => ({ ...all, resend: text }), replace: true })
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (number === '') {
      setWrong(false)
      set(undefined)
      return
    }
    const right = Number(number) === known
    setWrong(!right)
    if (right) {
      set(String(number))
    }
  }
  return (
    <form onSubmit={send}>
      <Text size="sm" mb={6}>
        The ledger knows <Count of={known} /> rows of this model as accepted. If they are sent again, the
        vendor may record and pay them twice.
      </Text>
      <Group align="flex-end" gap="xs">
        <NumberInput
          label="Send accepted rows again: their exact number"
          w={300}
          hideControls
          allowDecimal={false}
          allowNegative={false}
          value={number}
          onChange={setNumber}
          error={wrong && `It is not ${number}. The plan names ${known}.`}
        />
        <Button type="submit" variant="default">
          Plan with it
        </Button>
        {resend && (
          <Button
            variant="subtle"
            onClick={() => {
              setNumber('')
              set(undefined)
            }}
          >
            Leave them out
          </Button>
        )}
      </Group>
    </form>
  )
}
