import { useSyncExternalStore } from 'react'
import { kept } from '../../components/kept'

const none: ReadonlySet<string> = new Set()

// Of one run, until the interface is loaded anew: whoever opens a row and comes back finds ticked what was.
const ticks = kept({ run: '', chosen: none })

/** useTicks are the primary keys of the rows of a run that are ticked, and what ticks others instead. */
export function useTicks(run: string) {
  const kept = useSyncExternalStore(ticks.subscribe, ticks.read)
  const choose = (chosen: ReadonlySet<string>) => ticks.put({ run, chosen })
  return [kept.run === run ? kept.chosen : none, choose] as const
}
