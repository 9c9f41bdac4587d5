import { List } from '@mantine/core'
import { IconAlertTriangle, IconHandStop, IconInfoCircle } from '@tabler/icons-react'
import type { Plan, RunOptions } from '../../api/schema'
import { counted, grouped } from '../../components/Count'
import { type Figure, Figures } from '../../components/Figures'
import { Notice } from '../../components/Notice'
import { sentence } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'
import { heldBy } from '../../components/trouble'

/** Planned is a plan in numbers, what would hold it, and what else somebody should know. */
export function Planned({ plan, options }: { plan: Plan; options: RunOptions }) {
  const c = plan.counts
  const trouble = plan.held ? heldBy(plan.held) : undefined
  return (
    <>
      {trouble && (
        <Notice tone="held" icon={IconHandStop} title={`The run would be held: ${lower(trouble.why)}`}>
          {trouble.brake
            ? 'Look below whether that is right. Nothing is sent until somebody approves the run.'
            : trouble.advice}
        </Notice>
      )}
      {(plan.withheld ?? 0) > 0 && (
        <Notice
          tone="late"
          icon={IconInfoCircle}
          title={`${counted(plan.withheld ?? 0, 'row')} would not be sent again: the vendor has accepted them.`}
        >
          To send them a second time, type their number above. Each may be paid for twice.
        </Notice>
      )}
      {(plan.warnings?.length ?? 0) > 0 && (
        <Notice tone="late" icon={IconAlertTriangle} title="What you should know">
          <List size="sm">
            {plan.warnings?.map((warning) => (
              <List.Item key={warning}>{sentence(warning)}</List.Item>
            ))}
          </List>
        </Notice>
      )}
      <Section title={summary(plan, options)} lead={compared(plan)}>
        <Figures
          label="What would become of them"
          figures={[
            { label: 'Would be sent', value: plan.sends, tone: 'busy' },
            { label: 'Would be refused', value: c.invalid, tone: 'bad' },
            ...some({ label: 'Not tried', value: plan.untried ?? 0, tone: 'late', detail: 'refused before' }),
            ...some({ label: 'In doubt', value: c.in_doubt, tone: 'doubt' }),
            ...some({ label: 'Would be removed', value: plan.removals, tone: 'late' }),
            // How many they are has to be typed, to send them again.
            ...(options.full_resync
              ? some({ label: 'Known as accepted', value: plan.known_accepted, tone: 'good' })
              : []),
          ]}
        />
      </Section>
    </>
  )
}

const some = (figure: Figure) => (figure.value > 0 ? [figure] : [])

/** compared says how many rows were compared, and why they would be worked on, or not. */
function compared({ counts: c }: Plan): string {
  const kinds = [
    [c.added, 'added'],
    [c.changed, 'changed'],
    [c.removed, 'removed'],
    [c.unchanged, 'unchanged'],
    [c.already_sent, 'already sent'],
    [c.skipped, 'skipped'],
  ] as const
  const found = kinds.filter(([n]) => n > 0).map(([n, kind]) => `${grouped(n)} ${kind}`)
  const rows = `${counted(c.read, 'row')} of the model ${c.read === 1 ? 'was' : 'were'} compared`
  return found.length > 0 ? `${rows}: ${found.join(', ')}.` : `${rows}.`
}

function summary(plan: Plan, options: RunOptions): string {
  if (options.reset) {
    return `A reset would remember ${counted(plan.counts.read, 'row')} and send nothing`
  }
  const refused = plan.counts.invalid
  const refuses = refused > 0 ? `, and refuse ${counted(refused, 'row')}` : ''
  if (plan.sends + plan.removals === 0) {
    return `A run would send nothing${refuses}`
  }
  const parts = [
    plan.sends > 0 ? counted(plan.sends, 'row') : '',
    plan.removals > 0 ? counted(plan.removals, 'removal') : '',
  ]
  return `A run would send ${parts.filter(Boolean).join(' and ')}${refuses}`
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
