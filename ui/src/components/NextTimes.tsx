import { Text } from '@mantine/core'
import classes from './NextTimes.module.css'
import { Time } from './Time'

interface NextTimesProps {
  times: readonly string[]
  /** The zone by whose clock the schedule goes; absent where no clock matters, as for every hour. */
  zone?: string
}

/** NextTimes are when a sync runs next: by the viewer's clock, and by the clock of its schedule. */
export function NextTimes({ times, zone }: NextTimesProps) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  const there = zone && zone !== here ? clockOf(zone, clock) : undefined
  const change = [here, ...(there && zone ? [zone] : [])].filter((one) => changes(one, times))
  return (
    <>
      <ul aria-label="Next times" className={classes.times}>
        {times.map((at) => (
          <li key={at}>
            <Time at={at} show="day" />
            {there && (
              <Text component="span" size="xs" c="dimmed">
                {there.format(new Date(at)).replaceAll(',', '')} in {zone}
              </Text>
            )}
          </li>
        ))}
      </ul>
      {change.length > 0 && (
        <Text size="xs" c="dimmed">
          The clocks change before the last of these, in {change.join(' and in ')}. A time that they skip is
          due right after it.
        </Text>
      )}
    </>
  )
}

const clock: Intl.DateTimeFormatOptions = { weekday: 'short', hour: '2-digit', minute: '2-digit' }

/** clockOf shows times by the clock of a zone; undefined where the browser does not know the zone. */
function clockOf(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone })
  } catch {
    return undefined
  }
}

/** changes says whether the clocks of a zone are changed between now and the last of some times. */
function changes(zone: string, times: readonly string[]): boolean {
  const name = clockOf(zone, { timeZoneName: 'longOffset' })
  const offset = (at: Date) => name?.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value
  return times.some((at) => offset(new Date(at)) !== offset(new Date()))
}
