import { useQuery } from '@tanstack/react-query'
import { followed } from '../../api/queries'
import { runsQuery } from '../../api/runs'
import type { Run } from '../../api/schema'
import { LinkAnchor } from '../../components/Links'

/** Neighbours are the run of the same sync before this one, and the one after it. */
export function Neighbours({ run }: { run: Run }) {
  const before = useQuery(runsQuery({ sync: run.sync, after: run.id, limit: 1 }))
  // Lists go backwards: what came after is found among what began since.
  const since = useQuery({
    ...runsQuery({ sync: run.sync, since: run.started_at, limit: 100 }),
    enabled: run.started_at !== undefined,
    staleTime: 0, // who comes back from a run that was started here is to find it
    refetchInterval: followed,
  })
  const newer = since.data?.items ?? []
  const here = newer.findIndex(({ id }) => id === run.id)
  const previous = before.data?.items[0]?.id
  const next = here > 0 ? newer[here - 1]?.id : undefined
  return (
    <>
      {previous && (
        <>
          {' · '}
          <LinkAnchor to="/runs/$id" params={{ id: previous }} size="sm">
            Previous run
          </LinkAnchor>
        </>
      )}
      {next && (
        <>
          {' · '}
          <LinkAnchor to="/runs/$id" params={{ id: next }} size="sm">
            Next run
          </LinkAnchor>
        </>
      )}
    </>
  )
}
