import type { Run } from '../../api/schema'
import { counted } from '../../components/Count'
import { type Fact, Facts } from '../../components/Facts'
import { triggers } from '../../components/RunsTable'
import { Section } from '../../components/Section'
import { ShortKey } from '../../components/ShortKey'
import { Time } from '../../components/Time'

/** Asked says who asked for a run, and what was wished of it. */
export function Asked({ run }: { run: Run }) {
  const facts: Fact[] = [
    {
      label: 'Id',
      value: <ShortKey label="Copy the id">{run.id}</ShortKey>,
    },
    { label: 'Started by', value: triggers[run.trigger] ?? run.trigger },
    ...(run.by ? [{ label: 'Asked for by', value: run.by }] : []),
    { label: 'Options', value: wishesOf(run).join('; ') || 'None' },
    ...(run.account ? [{ label: 'Account', value: run.account }] : []),
    ...(run.finished_at
      ? [
          {
            label: run.status === 'held' ? 'Held since' : 'Ended',
            value: <Time at={run.finished_at} show="full" />,
          },
        ]
      : []),
  ]
  return (
    <Section title="Details">
      <Facts facts={facts} />
    </Section>
  )
}

/** wishesOf says in words what was wished of a run. */
export function wishesOf({ options = {} }: Pick<Run, 'options'>): string[] {
  const wishes: [unknown, string][] = [
    [options.full_resync, 'Full resync: every row is sent'],
    [options.reset, 'Reset: remember every row without sending'],
    [options.resend_accepted, `${counted(options.resend_accepted ?? 0, 'accepted row')} sent again`],
    [options.approved, 'Approved as it was held'],
    [options.yes, 'Brakes are passed'],
    [options.same_account, 'The account is the same as before'],
    [
      options.retry,
      options.rows?.length
        ? `Retry of ${counted(options.rows.length, 'chosen row')}`
        : 'Retry of refused and deferred rows',
    ],
  ]
  return wishes.filter(([wished]) => wished).map(([, words]) => words)
}
