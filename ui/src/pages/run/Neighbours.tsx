import { useQuery } from '@tanstack/react-query'
import { runsQuery } from '../../api/runs'
import type { Run } from '../../api/schema'
import { LinkAnchor } from '../../components/Links'
import { useLater } from './later'

/** Neighbours are the run of the same sync before this one, and the one after it. */
export function Neighbours({ run }: { run: Run }) {
  const before = useQuery(runsQuery({ sync: run.sync, after: run.id, limit: 1 }))
  const previous = before.data?.items[0]?.id
  const next = useLater(run).at(-1)?.id
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
