import {
  Anchor,
  Checkbox,
  NativeSelect,
  NumberInput,
  Radio,
  Stack,
  Text,
  TextInput,
  VisuallyHidden,
} from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { alertsQuery } from '../../../api/sync-builder'
import { Section } from '../../../components/Section'
import type { Retry } from '../spec'
import { faultAt } from '../steps'
import { useBuilder } from '../useBuilder'
import { Brakes } from './Brakes'
import { ScheduleEditor } from './ScheduleEditor'

const removals: Record<string, string> = {
  nothing: 'Nothing: it stays as it is',
  clear: 'Its mapped fields are cleared',
  delete: 'It is deleted',
}

/** RunningStep says when a sync runs, what its first run does, and what holds a run. */
export function RunningStep() {
  const { draft, change, existing, operation, faults } = useBuilder()
  const { spec } = draft
  const removal = spec.on_removed || (spec.mode === 'mirror' ? 'delete' : 'nothing')
  const first = existing ? 'It has no effect once the sync has run.' : undefined
  return (
    <>
      <Section title="Schedule" lead="When it runs by itself. People can run it at any time.">
        <ScheduleEditor schedule={spec.schedule} onChange={(schedule) => change({ schedule })} />
      </Section>
      <Section title="First run" lead={first}>
        <Radio.Group
          label={<VisuallyHidden>First run</VisuallyHidden>}
          styles={{ label: { display: 'contents' } }}
          value={spec.first_run}
          onChange={(value) => change({ first_run: value === 'skip' ? 'skip' : 'send' })}
        >
          <Stack gap="xs">
            <Radio
              value="send"
              label="Send everything"
              description="Every row of the model, unless the ledger knows that it was accepted before."
            />
            <Radio
              value="skip"
              label="Only changes from now on"
              description="The first run sends nothing: it remembers what is there. Rows that come or change later are sent."
            />
          </Stack>
        </Radio.Group>
      </Section>
      {(operation?.removals ?? []).length > 0 && spec.mode !== 'insert' && (
        <Section title="Rows that leave the model">
          <NativeSelect
            maw={360}
            label="What happens to the record of a row that is gone"
            error={faultAt(faults, 'on_removed')}
            value={removal}
            data={['nothing', ...(operation?.removals ?? [])].map((value) => ({
              value,
              label: removals[value] ?? value,
            }))}
            onChange={(event) => change({ on_removed: event.currentTarget.value })}
          />
        </Section>
      )}
      <Section
        title="Brakes"
        lead="A run that passes one of them is held before anything is sent. Its page shows what it would do, and somebody approves or discards it there."
      >
        <Brakes
          brakes={spec.brakes}
          removes={removal !== 'nothing'}
          onChange={(brakes) => change({ brakes })}
          faults={faults}
        />
      </Section>
      <Section title="Refused rows" lead="Rows that the vendor refused are never forgotten.">
        <Retries />
      </Section>
      <Section
        title="Alerts"
        lead="Who is to be told when something is wrong. This version keeps and checks alerts, and does not send them yet: nobody is told. Look at the overview, which shows what failed, is held or is in doubt."
      >
        <Alerts />
      </Section>
    </>
  )
}

// Built from a list, since an object with a member called then could be taken for a promise.
function readRetry(runs: number | undefined, then: string): Retry {
  return Object.fromEntries([
    ['runs', runs],
    ['then', then],
  ])
}

function Retries() {
  const { draft, change } = useBuilder()
  const retry = draft.spec.retry_refused
  const kind = retry === undefined ? 'default' : retry === 'never' ? 'never' : 'own'
  return (
    <Stack gap="xs" maw={520}>
      <NativeSelect
        label="Tried again"
        value={kind}
        data={[
          { value: 'default', label: 'In each of the next five runs, then once a day' },
          { value: 'own', label: 'In the next runs, then after a time of your own' },
          { value: 'never', label: 'Never: only when the row changes, or somebody asks' },
        ]}
        onChange={(event) => {
          const chosen = event.currentTarget.value
          change({
            retry_refused: chosen === 'never' ? 'never' : chosen === 'own' ? readRetry(5, '24h') : undefined,
          })
        }}
      />
      {typeof retry === 'object' && (
        <>
          <NumberInput
            label="Runs"
            min={0}
            allowDecimal={false}
            value={retry.runs ?? 0}
            onChange={(runs) => change({ retry_refused: { ...retry, runs: Number(runs) } })}
          />
          <TextInput
            label="Then after"
            description="Such as 12h or 7d."
            value={retry.then ?? ''}
            onChange={(event) => change({ retry_refused: readRetry(retry.runs, event.currentTarget.value) })}
          />
        </>
      )}
    </Stack>
  )
}

function Alerts() {
  const { draft, change } = useBuilder()
  const alerts = useQuery(alertsQuery)
  const names = [...new Set([...(alerts.data?.items ?? []).map((one) => one.name), ...draft.spec.alerts])]
  if (alerts.data && names.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        There are no alerts yet. They are made under{' '}
        <Anchor component={Link} to="/settings/alerts">
          settings
        </Anchor>
        .
      </Text>
    )
  }
  return (
    <Checkbox.Group
      label={<VisuallyHidden>Alerts</VisuallyHidden>}
      styles={{ label: { display: 'contents' } }}
      value={draft.spec.alerts}
      onChange={(chosen) => change({ alerts: chosen })}
    >
      <Stack gap="xs">
        {names.map((name) => (
          <Checkbox key={name} value={name} label={name} />
        ))}
      </Stack>
    </Checkbox.Group>
  )
}
