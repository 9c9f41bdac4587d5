import type { ReactNode } from 'react'

export interface Question {
  /** The question: "Delete the sync orders?" */
  title: string
  /** What it leads to. */
  body: ReactNode
  /** What the button does: "Delete the sync". Never "OK". */
  action: string
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

let waiting: Asked | undefined
let listener = () => {}

/** question is the store that Questions shows. */
export const question = {
  read: () => waiting,
  subscribe: (changed: () => void) => {
    listener = changed
    return () => {
      listener = () => {}
    }
  },
}

function put(asked: Asked | undefined) {
  waiting = asked
  listener()
}

/** confirm asks before something that hurts. */
export async function confirm(what: Question): Promise<boolean> {
  return (await ask(what)) !== undefined
}

/** askReason asks, and for the reason that will be kept with it; undefined: they thought better of it. */
export function askReason(what: Question & { label: string }): Promise<string | undefined> {
  return ask(what)
}

function ask(what: Question): Promise<string | undefined> {
  waiting?.answer(undefined) // one at a time
  return new Promise((resolve) => {
    put({
      ...what,
      answer: (reason) => {
        put(undefined)
        resolve(reason)
      },
    })
  })
}
