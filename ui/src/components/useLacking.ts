import { type RefObject, useEffect, useState } from 'react'
import type { Problem } from '../api/problem'
import { goToWrong } from './firstWrong'

/** Lack is a field that has to be filled in, and what is said beside it. */
export interface Lack {
  path: string
  text: string
}

/** required is what is said of a field that has to be filled in. */
export function required(path: string, label: string): Lack {
  return { path, text: `${label} is required.` }
}

/**
 * useLacking says beside each field what is missing in a form that somebody wanted to send, until it is filled in,
 * and goes to the first of them. It goes to what the server finds wrong, too.
 */
export function useLacking(
  form: RefObject<HTMLElement | null>,
  empty: (path: string) => boolean,
  problem: Problem | undefined,
) {
  const [told, setTold] = useState<Lack[]>([])
  useEffect(() => {
    if (told.length > 0) {
      goToWrong(form.current)
    }
  }, [form, told])
  useEffect(() => {
    if (problem) {
      goToWrong(form.current)
    }
  }, [form, problem])
  const left = told.filter(({ path }) => empty(path))
  return {
    problem: left.length > 0 ? lackingProblem(left) : undefined,
    /** Says what is missing, and whether something is. */
    tell: (lacks: Lack[]) => {
      setTold(lacks)
      return lacks.length > 0
    },
  }
}

function lackingProblem(lacks: Lack[]): Problem {
  return {
    type: 'about:blank',
    title: '',
    status: 0,
    code: 'invalid',
    detail: '',
    trace: '',
    errors: lacks.map(({ path, text }) => ({ path, detail: text })),
  }
}
