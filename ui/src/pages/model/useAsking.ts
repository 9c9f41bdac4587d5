import { useEffect, useRef, useState } from 'react'
import { type Problem, problemOf } from '../../api/problem'

/** Asking is a question to the source: what it is about, and what came of it. */
export interface Asking<T> {
  pending: boolean
  /** What was asked, of the answer that is there. */
  about: string | undefined
  answer: T | undefined
  problem: Problem | undefined
  cancelled: boolean
  ask: (about: string, question: (signal: AbortSignal) => Promise<T>) => Promise<void>
  cancel: () => void
}

interface State<T> {
  pending: boolean
  about?: string
  answer?: T
  problem?: Problem
  cancelled: boolean
}

/** useAsking asks one question at a time. Cancelling ends the query in the source, too. */
export function useAsking<T>(): Asking<T> {
  const [state, setState] = useState<State<T>>({ pending: false, cancelled: false })
  const running = useRef<AbortController>(null)
  useEffect(() => () => running.current?.abort(), [])

  const ask = async (about: string, question: (signal: AbortSignal) => Promise<T>) => {
    running.current?.abort()
    const mine = new AbortController()
    running.current = mine
    setState((before) => ({ ...before, pending: true, problem: undefined, cancelled: false }))
    try {
      const answer = await question(mine.signal)
      if (!mine.signal.aborted) {
        setState({ pending: false, about, answer, cancelled: false })
      }
    } catch (error) {
      if (!mine.signal.aborted) {
        setState({ pending: false, about, problem: problemOf(error), cancelled: false })
      }
    }
  }
  const cancel = () => {
    running.current?.abort()
    setState((before) => ({ ...before, pending: false, cancelled: true }))
  }
  return { about: undefined, answer: undefined, problem: undefined, ...state, ask, cancel }
}
