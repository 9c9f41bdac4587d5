import { useRef, useState } from 'react'
import { type Problem, problemOf } from '../api/problem'
import type { TestResult } from '../api/schema'
import type { TestAnswer } from './TestAnswers'
import type { Lack } from './useLacking'

/** Trial is one credential to try. */
export interface Trial {
  /** "Public key and Secret key" */
  label: string
  /** "Customers, Transactions" */
  use?: string
  /** Absent if there is nothing to try. */
  run?: () => Promise<TestResult>
  skipped?: string
  /** What has to be filled in before it can be tried. */
  lacks?: Lack[]
  /** Whether only what was typed is looked at, since the other side cannot be asked without sending. */
  offline?: boolean
}

/** useTrials tries credentials at the same time, and tells of each as soon as it is known. */
export function useTrials() {
  const [answers, setAnswers] = useState<TestAnswer[]>()
  const [stale, setStale] = useState(false)
  const [pending, setPending] = useState(false)
  const round = useRef(0)

  const run = async (trials: Trial[]) => {
    const mine = ++round.current
    const known: TestAnswer[] = trials.map(({ label, use, skipped }) => ({ label, use, skipped }))
    const show = () => mine === round.current && setAnswers([...known])
    setPending(true)
    setStale(false)
    show()
    await Promise.all(
      trials.map(async ({ label, use, run, offline }, i) => {
        if (!run) {
          return
        }
        try {
          known[i] = { label, use, offline, result: await run() }
        } catch (error) {
          known[i] = { label, use, problem: problemOf(error) }
        }
        show()
      }),
    )
    if (mine === round.current) {
      setPending(false)
    }
  }
  return {
    answers,
    results: (answers ?? []).flatMap((answer) => answer.result ?? []),
    stale,
    pending,
    problem: stale ? undefined : problemIn(answers),
    run,
    outdate: () => setStale(true),
    clear: () => {
      round.current++
      setPending(false)
      setAnswers(undefined)
    },
  }
}

/** problemIn gathers what was found of single settings, to be shown beside them. */
function problemIn(answers: TestAnswer[] | undefined): Problem | undefined {
  const told = answers?.find((answer) => answer.problem)?.problem
  if (told) {
    return told
  }
  const errors = (answers ?? [])
    .flatMap((answer) => answer.result?.notes ?? [])
    .filter((note) => note.level === 'error' && note.path)
    .map(({ message, path, hint }) => ({ detail: message, path, hint }))
  return errors.length === 0
    ? undefined
    : { type: 'about:blank', title: '', status: 0, code: 'invalid', detail: '', trace: '', errors }
}
