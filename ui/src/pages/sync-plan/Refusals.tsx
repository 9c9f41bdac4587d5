import type { Plan } from '../../api/schema'
import { Count } from '../../components/Count'
import { DataTable } from '../../components/DataTable'
import { sentence } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'

/** Refusals groups all rows of a plan that would be refused by why, where that says more than the list of rows. */
export function Refusals({ plan }: { plan: Plan }) {
  const reasons = plan.reasons ?? []
  if (reasons.every(({ rows }) => rows === 1) && reasons.length <= plan.rows.length) {
    return null
  }
  return (
    <Section
      title="Why rows would be refused"
      lead="Before anything is sent. The most frequent reason first."
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
