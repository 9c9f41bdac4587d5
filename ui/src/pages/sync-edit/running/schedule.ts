import type { Schedule } from '../spec'

export type ScheduleKind = 'manual' | 'every' | 'times' | 'cron' | 'after'

export const units = [
  { value: 'm', label: 'minutes' },
  { value: 'h', label: 'hours' },
  { value: 'd', label: 'days' },
]

export function kindOf(schedule: Schedule | undefined): ScheduleKind {
  if (!schedule) {
    return 'manual'
  }
  if (schedule.every !== undefined) {
    return 'every'
  }
  if (schedule.cron !== undefined) {
    return 'cron'
  }
  return schedule.after === undefined ? 'times' : 'after'
}

/** partsOf reads a length of time of one unit; others are typed. */
export function partsOf(every: string): { count: number; unit: string } | undefined {
  const found = /^(-?\d+)([mhd])$/.exec(every)
  return found?.[1] && found[2] ? { count: Number(found[1]), unit: found[2] } : undefined
}

// As much as the server can count: 292 years of nanoseconds.
const longest: Record<string, number> = { m: 153_722_867, h: 2_562_047, d: 106_751 }

/** faultOfEvery is what is wrong with a length of time of one unit. */
export function faultOfEvery(every: string): string | undefined {
  const parts = partsOf(every)
  const most = longest[parts?.unit ?? ''] ?? 0
  if (!parts) {
    return undefined
  }
  if (parts.count < 1) {
    return 'At least 1.'
  }
  return parts.count > most ? `At most ${most.toLocaleString('en')}, which is 292 years.` : undefined
}

/** describe says a schedule in words to be put behind "runs". */
export function describe(schedule: Schedule | undefined): string {
  if (!schedule) {
    return 'only when somebody runs it'
  }
  const zone = schedule.timezone ?? 'UTC'
  if (schedule.every !== undefined) {
    const parts = partsOf(schedule.every)
    const unit = units.find((one) => one.value === parts?.unit)?.label ?? ''
    if (!parts) {
      return `every ${schedule.every}`
    }
    return parts.count === 1 ? `every ${unit.slice(0, -1)}` : `every ${parts.count} ${unit}`
  }
  if (schedule.cron !== undefined) {
    return `at ${schedule.cron} (${zone})`
  }
  if (schedule.after !== undefined) {
    if (schedule.after === '') {
      return 'after another sync, which is still to be chosen'
    }
    const rule = { completed: ' if every row of it arrived', any: ' however it ended' }
    return `after ${schedule.after}${schedule.only_if ? rule[schedule.only_if] : ' unless it failed'}`
  }
  const days = schedule.days?.length
    ? schedule.days.map((day) => day.charAt(0).toUpperCase() + day.slice(1)).join(', ')
    : 'every day'
  return `${days === 'every day' ? days : `on ${days}`} at ${(schedule.times ?? []).join(' and ')} (${zone})`
}

/** missingOfSchedule is what a schedule has no next time without: where it is, and what to do. */
export function missingOfSchedule(schedule: Schedule | undefined) {
  const blank = (value: string | undefined) => (value ?? '').trim() === ''
  switch (kindOf(schedule)) {
    case 'every':
      return everyMissing(schedule?.every ?? '')
    case 'cron':
      return blank(schedule?.cron)
        ? missing('cron', 'Cron expression', 'Write when it runs, such as 0 6 * * *.')
        : undefined
    case 'times':
      return (schedule?.times ?? []).every((time) => !blank(time)) && schedule?.times?.length
        ? undefined
        : missing('times', 'Time of day', 'Choose the time of day.')
    case 'after':
      return blank(schedule?.after) ? missing('after', 'Sync', 'Choose the sync that it follows.') : undefined
    default:
      return undefined
  }
}

function everyMissing(every: string) {
  const text = every.trim() === '' ? 'Say how often it runs.' : faultOfEvery(every)
  return text ? missing('every', 'Every', text) : undefined
}

function missing(part: string, label: string, text: string) {
  return { path: `schedule.${part}`, label, text }
}
