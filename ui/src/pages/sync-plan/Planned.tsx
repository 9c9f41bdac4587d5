import { List, Stack } from '@mantine/core'
import { IconAlertTriangle, IconHandStop, IconInfoCircle } from '@tabler/icons-react'
import type { Plan, RunOptions } from '../../api/schema'
import { counted } from '../../components/Count'
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
      <Section title={summary(plan, options)} lead={`${counted(c.read, 'row')} of the model were compared.`}>
        <Stack gap={8}>
          <Figures
            label="Rows by why they would be worked on"
            figures={[
              { label: 'Added', value: c.added },
              { label: 'Changed', value: c.changed },
              { label: 'Removed', value: c.removed },
              { label: 'Unchanged', value: c.unchanged },
              { label: 'Already sent', value: c.already_sent },
              { label: 'Skipped', value: c.skipped },
            ]}
          />
          <Figures
            label="What would become of them"
            figures={[
              { label: 'Would be sent', value: plan.sends, tone: 'busy' },
              { label: 'Would be refused', value: c.invalid, tone: 'bad' },
              ...((plan.untried ?? 0) > 0 ? [untried(plan.untried ?? 0)] : []),
              { label: 'In doubt', value: c.in_doubt, tone: 'doubt' },
              { label: 'Would be removed', value: plan.removals, tone: 'late' },
              { label: 'Known as accepted', value: plan.known_accepted, tone: 'good' },
            ]}
          />
        </Stack>
      </Section>
    </>
  )
}

/** untried are rows that earlier runs left refused or given up: no run sends them before their turn, or ever. */
const untried = (value: number): Figure => ({
  label: 'Not tried',
  value,
  tone: 'late',
  detail: 'refused before',
})

function summary(plan: Plan, options: RunOptions): string {
  if (options.reset) {
    return `A reset would remember ${counted(plan.counts.read, 'row')} and send nothing`
  }
  if (plan.sends + plan.removals === 0) {
    return 'A run would send nothing'
  }
  const parts = [
    plan.sends > 0 ? counted(plan.sends, 'row') : '',
    plan.removals > 0 ? counted(plan.removals, 'removal') : '',
  ]
  const refused = plan.counts.invalid
  return `A run would send ${parts.filter(Boolean).join(' and ')}${refused > 0 ? `, and refuse ${counted(refused, 'row')}` : ''}`
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
