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
  const there = clockOf(zone)
  return (
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
  )
}

// Nothing where the clocks are the same, or where the browser does not know the zone.
function clockOf(zone: string | undefined): Intl.DateTimeFormat | undefined {
  if (!zone || zone === Intl.DateTimeFormat().resolvedOptions().timeZone) {
    return undefined
  }
  try {
    return new Intl.DateTimeFormat('en-GB', {
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      timeZone: zone,
    })
  } catch {
    return undefined
  }
}
