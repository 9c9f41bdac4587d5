import { useSyncExternalStore } from 'react'
import { Nothing } from './Nothing'

interface TimeProps {
  at: string | undefined
  /** full has the seconds; day begins with its name; relative says how long ago, and keeps up with the clock. */
  show?: 'short' | 'full' | 'day' | 'relative'
}

const long = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })
const sameYear = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})
const otherYear = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' })
const ago = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'long' })
const steps = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** Time is a point in time in the viewer's zone, with UTC when one points at it. */
export function Time({ at, show = 'short' }: TimeProps) {
  const now = useSyncExternalStore(onTick, clock)
  if (!at) {
    return <Nothing label="no time" />
  }
  const when = new Date(at)
  const text = { short, full: long.format, day: named, relative: (at: Date) => relative(at, now) }[show](when)
  const utc = when.toISOString().replace('T', ' ').slice(0, 19)
  const title = show === 'full' ? `${utc} UTC` : `${long.format(when)} (${utc} UTC)`
  return (
    <time dateTime={at} title={title} data-utc={`${utc} UTC`}>
      {text}
    </time>
  )
}

function short(when: Date): string {
  const format = when.getFullYear() === new Date().getFullYear() ? sameYear : otherYear
  return format.format(when).replace(',', '')
}

function named(when: Date): string {
  return `${weekday.format(when)} ${short(when)}`
}

function relative(when: Date, now: number): string {
  const seconds = Math.round((when.getTime() - now) / 1000)
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) {
      return ago.format(Math.trunc(seconds / size), unit)
    }
  }
  // The clock here stands still for a while: what has just happened may be ahead of it.
  return seconds * 1000 > every ? 'in less than a minute' : 'just now'
}

// One clock for all of them. It stands still between ticks, so that React sees the same value twice.
const every = 15_000
let tick = Date.now()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function clock(): number {
  return tick
}

function onTick(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === undefined) {
    tick = Date.now() // nobody has asked for a while
  }
  timer ??= setInterval(() => {
    tick = Date.now()
    for (const each of listeners) {
      each()
    }
  }, every)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
  }
}
