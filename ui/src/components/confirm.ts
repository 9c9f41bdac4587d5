import type { ReactNode } from 'react'
import { kept } from './kept'

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
  /** What they had typed, where the question is put again, and why it is. */
  typed?: string
  wrong?: string
}

/** Asked is a question that waits for its answer: the reason, '' where none is asked for; undefined: no. */
export interface Asked extends Question {
  answer: (reason: string | undefined) => void
}

/** question is the one that Questions shows. */
export const question = kept<Asked | undefined>(undefined)

/** confirm asks before something that hurts. */
export async function confirm(what: Question): Promise<boolean> {
  return (await ask(what)) !== undefined
}

/** askReason asks, and for the reason that will be kept with it; undefined: they thought better of it. */
export function askReason(what: Question & { label: string }): Promise<string | undefined> {
  return ask(what)
}

function ask(what: Question): Promise<string | undefined> {
  question.read()?.answer(undefined) // one at a time
  return new Promise((resolve) => {
    question.put({
      ...what,
      answer: (reason) => {
        question.put(undefined)
        resolve(reason)
      },
    })
  })
}
