import { Button, Group, NumberInput, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { problemOf } from '../../api/problem'
import { retentionQuery, useSetRetention } from '../../api/retention'
import type { Retention } from '../../api/schema'
import { useMay } from '../../api/session'
import { onWrong } from '../../components/firstWrong'
import { notifications } from '../../components/notify'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'
import { SkeletonText } from '../../components/SkeletonText'

/** For how long what is kept. */
export default function SettingsRetentionPage() {
  const found = useQuery(retentionQuery)
  return (
    <>
      <Section
        title="Kept for ever"
        lead="The ledger: every row that was sent, its receipts and its decisions. The audit, too."
      />
      <Section title="Kept for a while" lead="Older ones are deleted. 0 keeps them for ever.">
        {found.error && <ProblemNotice problem={problemOf(found.error)} />}
        {found.isPending && <SkeletonText lines={4} label="Reading the settings" />}
        {found.data && <Days key={found.data.version} kept={found.data.data} version={found.data.version} />}
      </Section>
    </>
  )
}

function Days({ kept, version }: { kept: Retention; version: string }) {
  const may = useMay('admin')
  const set = useSetRetention()
  const form = useForm<{ captures_days: number | string; results_days: number | string }>({
    initialValues: kept,
    validate: {
      captures_days: (v) => (v === '' ? 'Type a number of days.' : null),
      results_days: (v) => (v === '' ? 'Type a number of days.' : null),
    },
  })
  const send = form.onSubmit(
    (values) =>
      set.mutate(
        { captures_days: Number(values.captures_days), results_days: Number(values.results_days), version },
        { onSuccess: () => notifications.show({ message: 'Saved.' }) },
      ),
    onWrong,
  )
  const shared = {
    min: 0,
    max: 36_500,
    allowDecimal: false,
    suffix: ' days',
    disabled: !may,
    styles: { wrapper: { width: 160 } },
  }
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="md" maw={720}>
        <ProblemNotice problem={set.error ? problemOf(set.error) : undefined} focus />
        <NumberInput
          {...form.getInputProps('captures_days')}
          {...shared}
          label="Requests and answers"
          description="With headers and timings, as the debugger shows them."
        />
        <NumberInput
          {...form.getInputProps('results_days')}
          {...shared}
          label="Results of runs"
          description="What became of each row in each run."
        />
        {may ? (
          <Group>
            <Button type="submit" loading={set.isPending} disabled={!form.isDirty()}>
              Save
            </Button>
          </Group>
        ) : (
          <Text size="sm" c="dimmed">
            An admin can change this.
          </Text>
        )}
      </Stack>
    </form>
  )
}
