import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { problemOf } from '../../../api/problem'
import type { SchedulePreview } from '../../../api/schema'
import { scheduleQuery } from '../../../api/sync-builder'
import type { Schedule } from '../spec'
import { type PlacedFault, placed } from '../steps'
import { useBuilder } from '../useBuilder'
import { kindOf } from './schedule'

export interface UpcomingState {
  /** When it is due; absent while that is not known. */
  preview: SchedulePreview | undefined
  stale: boolean
  /** What is wrong with it as it stands: what the server said to an older one does not count any more. */
  faults: PlacedFault[]
}

const delay = 300 // ms after the last key

/** useUpcoming asks when a schedule is due, a moment after each change of it. */
export function useUpcoming(schedule: Schedule | undefined): UpcomingState {
  const { name, told: missing, faults } = useBuilder()
  const [asked] = useDebouncedValue(schedule, delay, { leading: true })
  const asks = kindOf(asked) !== 'manual' && kindOf(asked) !== 'after'
  const { data, error, isFetching } = useQuery(scheduleQuery(asked, asks))
  const told = asks && (data || error)
  return {
    preview: asks ? data : undefined,
    stale: isFetching || asked !== schedule,
    faults: told ? [...missing, ...placed(error ? problemOf(error) : undefined, name)] : faults,
  }
}
