import { useEffect, useReducer, useRef } from 'react'
import { Nothing } from './Nothing'

/** Duration is how long something took, as people say it. */
export function Duration({ seconds }: { seconds: number | undefined }) {
  if (seconds === undefined) {
    return <Nothing label="no duration" />
  }
  return <span style={{ fontVariantNumeric: 'tabular-nums' }}>{duration(seconds)}</span>
}

/** Elapsed is how long something takes that goes on: it ticks by itself between what the server tells. */
export function Elapsed({ seconds }: { seconds: number }) {
  const told = useRef({ seconds, at: performance.now() })
  if (told.current.seconds !== seconds) {
    told.current = { seconds, at: performance.now() }
  }
  const now = told.current.seconds + (performance.now() - told.current.at) / 1000
  const [, tick] = useReducer((n: number) => n + 1, 0)
  useEffect(() => {
    const timer = setInterval(tick, 1000)
    return () => clearInterval(timer)
  }, [])
  const whole = Math.max(1, Math.floor(now))
  return (
    <span style={{ fontVariantNumeric: 'tabular-nums' }}>{whole < 60 ? `${whole} s` : duration(whole)}</span>
  )
}

/** duration says seconds in at most two units: "0.4 s", "12 s", "3 min 5 s", "2 h 10 min". */
export function duration(seconds: number): string {
  if (seconds < 1) {
    return `${Math.max(1, Math.round(seconds * 1000))} ms`
  }
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`
  }
  const whole = Math.round(seconds)
  if (whole < 60) {
    return `${whole} s`
  }
  if (whole < 3600) {
    return pair(Math.floor(whole / 60), 'min', whole % 60, 's')
  }
  const minutes = Math.round(whole / 60)
  if (minutes < 48 * 60) {
    return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  }
  const hours = Math.round(minutes / 60)
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

function pair(large: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`
}
