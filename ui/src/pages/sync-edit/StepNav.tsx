import { VisuallyHidden } from '@mantine/core'
import { IconAlertCircle, IconCheck } from '@tabler/icons-react'
import { createLink } from '@tanstack/react-router'
import { type ComponentProps, useEffect, useRef } from 'react'
import type { Operation } from '../../api/schema'
import classes from './Builder.module.css'
import { useStepLink } from './StepLink'
import type { StepName } from './search'
import type { SyncSpec } from './spec'
import { lacking, missingBefore, type PlacedFault, type Step, unfinished } from './steps'

interface StepNavProps {
  steps: Step[]
  current: StepName
  spec: SyncSpec
  operation: Operation | undefined
  faults: PlacedFault[]
}

/** StepNav shows where one is. Steps whose ground is not laid yet cannot be gone to. */
export function StepNav({ steps, current, spec, operation, faults }: StepNavProps) {
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
          const wrong = faults.some((fault) => fault.step === step.name)
          const done =
            !lacking(step.name, spec) &&
            !unfinished(step.name, spec, operation) &&
            (i < at || ['model', 'destination'].includes(step.name))
          const inside = (
            <>
              <Mark number={i + 1} state={wrong ? 'wrong' : done ? 'done' : 'open'} />
              {step.label}
            </>
          )
          return (
            <li key={step.name}>
              {missingBefore(step.name, steps, spec) ? (
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

function Mark({ number, state }: { number: number; state: 'done' | 'wrong' | 'open' }) {
  return (
    <span className={classes.mark} data-state={state}>
      {state === 'done' && (
        <>
          <IconCheck size={12} aria-hidden />
          <VisuallyHidden>Done: </VisuallyHidden>
        </>
      )}
      {state === 'wrong' && (
        <>
          <IconAlertCircle size={12} aria-hidden />
          <VisuallyHidden>Needs a change: </VisuallyHidden>
        </>
      )}
      {state === 'open' && number}
    </span>
  )
}
