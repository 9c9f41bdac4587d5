import type { FormEvent } from 'react'

/** goToWrong puts the focus on the first field of a form that is wrong. */
export function goToWrong(form: Element | null | undefined) {
  const wrong = form?.querySelector<HTMLElement>('[aria-invalid=true]')
  const fold = wrong?.closest('details')
  if (fold) {
    fold.open = true
  }
  wrong?.focus()
}

/** onWrong is what a form does that is sent with faults, once they are shown beside their fields. */
export function onWrong(_faults: unknown, _values: unknown, event?: FormEvent<HTMLFormElement>) {
  const form = event?.currentTarget
  setTimeout(() => goToWrong(form))
}
