import type { Plan } from '../../api/schema'
import { Count, counted } from '../../components/Count'
import { DataTable } from '../../components/DataTable'
import { sentence } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'

/**
 * Refusals groups the rows of a plan that would be refused by why, where that says more than the list of rows. A plan
 * tells the first of its rows only.
 */
export function Refusals({ plan }: { plan: Plan }) {
  const refused = plan.rows.filter((row) => row.outcome === 'rejected')
  const rows = new Map<string, number>()
  for (const { message = '' } of refused) {
    rows.set(message, (rows.get(message) ?? 0) + 1)
  }
  if (rows.size === refused.length) {
    return null
  }
  const all = plan.counts.rejected
  return (
    <Section
      title="Why rows would be refused"
      lead={
        refused.length < all
          ? `Of the first rows: ${counted(refused.length, 'refused row')} of ${counted(all, 'row')}.`
          : 'Before anything is sent. The most frequent reason first.'
      }
    >
      <DataTable
        label="Reasons, the most frequent first"
        rows={[...rows].sort(([, one], [, other]) => other - one)}
        rowKey={([message]) => message}
        empty={null}
        columns={[
          { header: 'Reason', free: true, cell: ([message]) => sentence(message || 'no reason was given') },
          { header: 'Rows', align: 'right', cell: ([, n]) => <Count of={n} />, width: 90 },
        ]}
      />
    </Section>
  )
}
