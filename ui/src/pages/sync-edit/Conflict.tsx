import { useQuery } from '@tanstack/react-query'
import { problemOf } from '../../api/problem'
import { syncQuery } from '../../api/syncs'
import { ConflictNotice } from '../../components/ConflictNotice'
import { ProblemNotice } from '../../components/ProblemNotice'
import { readSpec, writeSpec } from './spec'
import { useBuilder } from './useBuilder'

/** Conflict says that somebody was faster, and lets one choose whose change stays. */
export function Conflict({ name, onChosen }: { name: string; onChosen: () => void }) {
  const { draft, set } = useBuilder()
  const now = useQuery({ ...syncQuery(name), staleTime: 0 })
  if (now.error) {
    return <ProblemNotice problem={problemOf(now.error)} />
  }
  if (!now.data || now.data.version === draft.version) {
    return null
  }
  const { data, version } = now.data
  const theirs = readSpec(data.spec)
  const choose = (mine: boolean) => {
    set({ version, base: theirs, ...(mine ? {} : { spec: theirs, suggested: [] }) })
    onChosen()
  }
  return (
    <ConflictNotice
      title="Somebody has changed this sync"
      now={data}
      base={writeSpec(draft.base ?? theirs)}
      theirs={writeSpec(theirs)}
      mine={writeSpec(draft.spec)}
      onTake={() => choose(false)}
      onKeep={() => choose(true)}
    />
  )
}
