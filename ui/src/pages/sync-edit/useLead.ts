import { type RefObject, useEffect, useRef, useState } from 'react'
import type { Missing } from './missing'
import type { StepName } from './search'

export interface Leading {
  /** What the steps are shown in. */
  panel: RefObject<HTMLDivElement | null>
  /** What is missing in the steps that somebody was led to: it is said beside the fields. */
  told: Missing[]
  lead: (to: Missing) => void
  forget: () => void
}

/**
 * useLead keeps the focus where one works: whoever goes on by the keyboard goes on at the top of the next step,
 * and not behind the button that is gone; whoever is led to what is missing goes on there.
 */
export function useLead(step: StepName, missing: Missing[]): Leading {
  const panel = useRef<HTMLDivElement>(null)
  const [steps, setSteps] = useState<readonly StepName[]>([])
  const [aim, setAim] = useState<Missing>()
  const done = useRef<{ step: StepName; aim?: Missing }>({ step })
  useEffect(() => {
    const { step: before, aim: hit } = done.current
    const due = aim !== hit && aim?.step === step
    done.current = { step, aim: due ? aim : hit }
    if (before !== step) {
      panel.current?.focus({ preventScroll: true })
      window.scrollTo({ top: 0 })
    }
    if (due) {
      wrong(panel.current, aim.path)?.focus()
    }
  }, [step, aim])
  return {
    panel,
    told: missing.filter((one) => steps.includes(one.step)),
    lead: (to) => {
      setSteps((before) => [...before, to.step])
      setAim({ ...to }) // one can be led to the same place again
    },
    forget: () => setSteps([]),
  }
}

/** wrong is the control that something is said beside: that of a place, or else the first. */
function wrong(panel: HTMLElement | null, path: string): HTMLElement | null | undefined {
  const parts = [...(panel?.querySelectorAll<HTMLElement>('[data-path]') ?? [])]
  const part = parts.find((one) => one.dataset.path === path) ?? panel
  return part?.querySelector<HTMLElement>('[aria-invalid=true], [data-wrong] input')
}
