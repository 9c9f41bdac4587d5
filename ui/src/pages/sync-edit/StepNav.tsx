import { VisuallyHidden } from '@mantine/core'
import { IconAlertCircle, IconAlertTriangle, IconCheck, IconDots } from '@tabler/icons-react'
import { createLink } from '@tanstack/react-router'
import { type ComponentProps, useEffect, useRef } from 'react'
import classes from './Builder.module.css'
import { type Missing, missingBefore } from './missing'
import { useStepLink } from './StepLink'
import type { StepName } from './search'
import type { PlacedFault, Step } from './steps'

interface StepNavProps {
  steps: Step[]
  current: StepName
  missing: Missing[]
  faults: PlacedFault[]
  /** Whether rows would be refused by the mapping. */
  doubtful: boolean
}

/** StepNav shows where one is. Steps whose ground is not laid yet cannot be gone to. */
export function StepNav({ steps, current, missing, faults, doubtful }: StepNavProps) {
  const link = useStepLink()
  const at = steps.findIndex((step) => step.name === current)
  const list = useRef<HTMLOListElement>(null)
  // On a phone the steps are wider than the screen.
  useEffect(() => {
    const item = list.current?.children[at]
    if (list.current && item instanceof HTMLElement) {
      list.current.scrollLeft = item.offsetLeft - (list.current.clientWidth - item.offsetWidth) / 2
    }
  }, [at])
  return (
    <nav aria-label="Steps">
      <ol ref={list} className={classes.steps}>
        {steps.map((step, i) => {
          const known = stateOf(step.name, i < at, missing, faults)
          const doubted = step.name === 'mapping' && doubtful && (known === 'done' || known === 'open')
          const state = doubted ? 'doubtful' : known
          const inside = (
            <>
              <Mark number={i + 1} state={state} />
              {step.label}
            </>
          )
          return (
            <li key={step.name}>
              {missingBefore(step.name, steps, missing) ? (
                <span className={classes.step}>{inside}</span>
              ) : (
                <StepAnchor {...link(step.name)} className={classes.step} here={step.name === current}>
                  {inside}
                </StepAnchor>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}

// Link by itself always calls where one is the current page.
const StepAnchor = createLink(({ here, ...props }: ComponentProps<'a'> & { here: boolean }) => (
  <a {...props} aria-current={here ? 'step' : undefined} />
))

type State = 'done' | 'doubtful' | 'wrong' | 'lacking' | 'open'

// What lies ahead is not unfinished yet, and of it only what comes first can be known to be done.
function stateOf(name: StepName, behind: boolean, missing: Missing[], faults: PlacedFault[]): State {
  if (faults.some((fault) => fault.step === name)) {
    return 'wrong'
  }
  if (missing.some((one) => one.step === name)) {
    return behind ? 'lacking' : 'open'
  }
  return behind || name === 'model' || name === 'destination' ? 'done' : 'open'
}

const marks = {
  done: { icon: IconCheck, word: 'Done' },
  doubtful: { icon: IconAlertTriangle, word: 'Rows would be refused' },
  wrong: { icon: IconAlertCircle, word: 'Needs a change' },
  lacking: { icon: IconDots, word: 'Unfinished' },
}

function Mark({ number, state }: { number: number; state: State }) {
  const mark = state === 'open' ? undefined : marks[state]
  return (
    <span className={classes.mark} data-state={state}>
      {mark ? (
        <>
          <mark.icon size={12} aria-hidden />
          <VisuallyHidden>{mark.word}: </VisuallyHidden>
        </>
      ) : (
        number
      )}
    </span>
  )
}
