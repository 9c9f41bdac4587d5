import { useQueries } from '@tanstack/react-query'
import type { DestinationType, Operation } from '../../api/schema'
import { campaignsQuery } from '../../api/sync-builder'
import type { SyncSpec } from './spec'

/** useChoiceNames is how the account calls what is chosen of its lists, such as a campaign: "Shop (10l176)". */
export function useChoiceNames(
  spec: SyncSpec,
  type: DestinationType | undefined,
  operation: Operation | undefined,
): ReadonlyMap<string, string> {
  const listed = type?.choices ? (operation?.settings ?? []) : []
  const answers = useQueries({ queries: listed.map(({ name }) => campaignsQuery(spec.destination, name)) })
  const names = listed.flatMap(({ name }, i) => {
    const chosen = answers[i]?.data?.items.find(({ value }) => value === spec.settings[name])
    return chosen ? [[name, `${chosen.label} (${chosen.value})`] as const] : []
  })
  return new Map(names)
}
