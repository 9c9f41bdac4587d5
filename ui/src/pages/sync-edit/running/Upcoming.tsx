import { Text } from '@mantine/core'
import { NextTimes } from '../../../components/NextTimes'
import type { Schedule } from '../spec'
import classes from './Running.module.css'
import { describe, faultOfEvery, kindOf } from './schedule'
import type { UpcomingState } from './useUpcoming'

/** Upcoming says a schedule in words, and when that would be. */
export function Upcoming({ schedule, upcoming }: { schedule: Schedule; upcoming: UpcomingState }) {
  const kind = kindOf(schedule)
  const { preview, stale, faults } = upcoming
  // The server reads an expression out; while it has not, the expression stands for itself.
  const words = kind === 'cron' && preview && !stale ? preview.words : describe(schedule)
  const wrong =
    faultOfEvery(schedule.every ?? '') !== undefined ||
    faults.some((fault) => fault.path.startsWith('schedule'))
  return (
    <section aria-label="Upcoming" aria-busy={stale} className={classes.upcoming}>
      <Text size="sm">{wrong ? 'It has no next time until this is mended.' : `It runs ${words}.`}</Text>
      {kind === 'after' && (
        <Text size="sm" c="dimmed">
          It has no times of its own: it begins when the other run ends.
        </Text>
      )}
      {preview && !wrong && (
        <>
          <NextTimes times={preview.next} zone={kind === 'every' ? undefined : preview.zone} />
          <Text size="xs" c="dimmed">
            {kind === 'every' ? 'If it is saved now, in your time.' : 'In your time first.'} Point at one for
            UTC.
          </Text>
        </>
      )}
    </section>
  )
}
