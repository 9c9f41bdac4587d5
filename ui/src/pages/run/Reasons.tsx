import { useQuery } from '@tanstack/react-query'
import { ended } from '../../api/events'
import { reasonsQuery } from '../../api/runs'
import type { Reason, Run } from '../../api/schema'
import { Count } from '../../components/Count'
import { DataTable } from '../../components/DataTable'
import { Doubted } from '../../components/Doubted'
import { OutcomeBadge } from '../../components/OutcomeBadge'
import { sentence } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'

/** Reasons groups the rows that were not accepted by why; each leads to its rows. */
export function Reasons({ run }: { run: Run }) {
  const c = run.counts
  const some = c.rejected + (c.undeleted ?? 0) + c.deferred + c.in_doubt > 0
  const reasons = useQuery({
    ...reasonsQuery(run.id, ended(run)),
    enabled: some,
  })
  if (!some || reasons.data?.items.length === 0) {
    return null
  }
  return (
    <Section
      title="Why rows were not accepted"
      lead={
        ended(run)
          ? 'The most frequent reason first. Choose one to see its rows.'
          : 'So far, and counted a little later than the rows above.'
      }
    >
      <DataTable
        label="Reasons, the most frequent first"
        rows={reasons.data?.items}
        rowKey={(reason) => `${reason.outcome} ${reason.message}`}
        rowLink={({ outcome, message }) => ({
          to: '/runs/$id',
          params: { id: run.id },
          search: { outcome, reason: message },
          hash: 'rows',
        })}
        expect={2}
        empty={null}
        columns={[
          { header: 'Reason', free: true, cell: (reason) => <Why of={reason} /> },
          {
            header: 'Outcome',
            narrow: 'bare',
            cell: ({ outcome }) => <OutcomeBadge outcome={outcome} />,
            width: 130,
          },
          { header: 'Rows', align: 'right', cell: ({ rows }) => <Count of={rows} />, width: 90 },
        ]}
      />
    </Section>
  )
}

function Why({ of: { outcome, message, meaning } }: { of: Reason }) {
  if (!message) {
    return 'No reason was given.'
  }
  return outcome === 'in_doubt' ? <Doubted message={message} meaning={meaning} /> : sentence(message)
}
