import type { ReactNode } from 'react'
import { kept } from './kept'
import { goTo, place } from './place'

export interface Question {
  /** The question: "Delete the sync orders?" */
  title: string
  /** What it leads to. */
  body: ReactNode
  /** What the button does: "Delete the sync". Never "OK". Absent: it cannot be done, and the body says why. */
  action?: string | undefined
  danger?: boolean
  /** What the other button does, where "Cancel" would be read as the deed. */
  refuse?: string
  /** Of the reason that is asked for; none: there is no such field. */
  label?: string
  placeholder?: string
  /** Why the question is put again. */
  wrong?: string | undefined
}

/** Asked is a question that waits for its answer: the reason, '' where none is asked for; undefined: no. */
export interface Asked extends Question {
  /** What they had typed, where the question is put again. */
  typed?: string | undefined
  /** Whether what was asked is being done. */
  busy?: boolean
  answer: (reason: string | undefined) => void
}

/** question is the one that Questions shows. */
export const question = kept<Asked | undefined>(undefined)

/** confirm asks before something that hurts. */
export function confirm(what: Question): Promise<boolean> {
  question.read()?.answer(undefined) // one at a time
  const from = place()
  return new Promise((resolve) => {
    question.put({
      ...what,
      answer: (reason) => {
        close(from)
        resolve(reason !== undefined)
      },
    })
  })
}

/**
 * askReason asks for the reason that will be kept with a deed, and does it. The deed returns what is to be asked
 * now where it could not be done: the dialog stays meanwhile, with what was typed. Behind what was done the keyboard
 * goes on at next.
 */
export function askReason(
  first: Question,
  deed: (reason: string) => Promise<Question | undefined>,
  next?: HTMLElement | null,
) {
  question.read()?.answer(undefined) // one at a time
  const from = place()
  const ask = (what: Question, typed?: string) => {
    const answer = async (reason: string | undefined) => {
      if (reason === undefined) {
        close(from)
        return
      }
      const doing: Asked = { ...what, wrong: undefined, typed: reason, busy: true, answer: () => undefined }
      question.put(doing)
      const again = await deed(reason)
      if (question.read() !== doing) {
        return // something else is asked
      }
      if (again) {
        ask(again, reason)
      } else {
        close(next)
      }
    }
    question.put({ ...what, typed, answer: (reason) => void answer(reason) })
  }
  ask(first)
}

function close(next: HTMLElement | null | undefined) {
  question.put(undefined)
  goTo(next)
}
