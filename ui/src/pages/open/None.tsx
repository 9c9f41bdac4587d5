import { IconCircleCheck } from '@tabler/icons-react'
import type { Sync } from '../../api/schema'
import { EmptyState } from '../../components/EmptyState'
import { NoSuchSync } from '../../components/NoSuchSync'
import type { Words } from './words'

interface NoneProps {
  of: Words
  sync: string | undefined
  syncs: readonly Sync[] | undefined
}

/** None says that no row is open; of a sync only once it is known that there is one. */
export function None({ of, sync, syncs }: NoneProps) {
  const found = syncs?.some((each) => each.name === sync)
  if (sync && found === false) {
    return <NoSuchSync name={sync} all={`All ${of.rows}`} />
  }
  return (
    <EmptyState icon={IconCircleCheck} title={of.none.title}>
      {sync && !found ? `No row of ${sync} is ${of.title.toLowerCase()}.` : of.none.of(sync)}
    </EmptyState>
  )
}
