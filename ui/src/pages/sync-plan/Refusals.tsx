import type { Plan } from '../../api/schema'
import { Count } from '../../components/Count'
import { DataTable } from '../../components/DataTable'
import { sentence } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'

/** Refusals groups all rows of a plan that would be refused or not tried by why, where that says more than their list. */
export function Refusals({ plan }: { plan: Plan }) {
  const reasons = plan.reasons ?? []
  if (reasons.every(({ rows }) => rows === 1) && reasons.length <= plan.rows.length) {
    return null
  }
  const untried = reasons.some((reason) => reason.untried)
  return (
    <Section
      title={untried ? 'Why rows would not be sent' : 'Why rows would be refused'}
      lead={`${untried ? 'Refused before anything is sent, or not tried since they were refused before.' : 'Before anything is sent.'} The most frequent reason first.`}
    >
      <DataTable
        label="Reasons, the most frequent first"
        rows={reasons}
        rowKey={({ message }) => message}
        empty={null}
        columns={[
          { header: 'Reason', free: true, cell: ({ message }) => sentence(message || 'no reason was given') },
          { header: 'Rows', align: 'right', cell: ({ rows }) => <Count of={rows} />, width: 90 },
        ]}
      />
    </Section>
  )
}
