import { useSyncExternalStore } from 'react'
import { Nothing } from './Nothing'

interface TimeProps {
  at: string | undefined
  /** full has the seconds; relative says how long ago, and keeps up with the clock. */
  show?: 'short' | 'full' | 'relative'
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
  const text = show === 'relative' ? relative(when, now) : show === 'full' ? long.format(when) : short(when)
  const utc = when.toISOString().replace('T', ' ').slice(0, 19)
  const title = show === 'full' ? `${utc} UTC` : `${long.format(when)} (${utc} UTC)`
  return (
    <time dateTime={at} title={title}>
      {text}
    </time>
  )
}

function short(when: Date): string {
  const format = when.getFullYear() === new Date().getFullYear() ? sameYear : otherYear
  return format.format(when).replace(',', '')
}

function relative(when: Date, now: number): string {
  const seconds = Math.round((when.getTime() - now) / 1000)
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) {
      return ago.format(Math.trunc(seconds / size), unit)
    }
  }
  return seconds > 0 ? 'in less than a minute' : 'just now'
}

// One clock for all of them. It stands still between ticks, so that React sees the same value twice.
let tick = Date.now()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function clock(): number {
  return tick
}

function onTick(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    tick = Date.now()
    for (const each of listeners) {
      each()
    }
  }, 15_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
  }
}
