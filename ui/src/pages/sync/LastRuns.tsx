import { IconPlayerPlay } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lastRunsQuery } from '../../api/runs'
import { EmptyState } from '../../components/EmptyState'
import { LinkAnchor } from '../../components/Links'
import { RunsTable } from '../../components/RunsTable'
import { Section } from '../../components/Section'

/** LastRuns are the newest runs of a sync. */
export function LastRuns({ sync }: { sync: string }) {
  const runs = useQuery(lastRunsQuery(sync))
  return (
    <Section
      title="Last runs"
      actions={
        runs.data?.next && (
          <LinkAnchor to="/runs" search={{ sync }} size="sm">
            All runs of it
          </LinkAnchor>
        )
      }
    >
      <RunsTable
        one
        label="Last runs"
        runs={runs.data?.items}
        expect={4}
        empty={
          <EmptyState icon={IconPlayerPlay} title="It has never run">
            Plan it to see what would be sent, then run it.
          </EmptyState>
        }
      />
    </Section>
  )
}
