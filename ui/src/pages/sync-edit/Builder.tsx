import { Button, Group } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ComponentType, useEffect, useRef, useState } from 'react'
import type { Problem } from '../../api/problem'
import type { Resource } from '../../api/schema'
import { syncsQuery } from '../../api/syncs'
import { EmptyState } from '../../components/EmptyState'
import { ProblemNotice } from '../../components/ProblemNotice'
import { SkeletonText } from '../../components/SkeletonText'
import { useUnsaved } from '../../components/useUnsaved'
import classes from './Builder.module.css'
import { DestinationStep } from './DestinationStep'
import { type Drafting, nameOf } from './draft'
import { MatchStep } from './MatchStep'
import { ModelStep } from './ModelStep'
import { MappingStep } from './mapping/MappingStep'
import { OperationStep } from './OperationStep'
import { ReviewStep } from './ReviewStep'
import { RunningStep } from './running/RunningStep'
import { SettingsStep } from './SettingsStep'
import { StepButton, StepLink } from './StepLink'
import { StepNav } from './StepNav'
import type { StepName } from './search'
import { lacking, missingBefore, placed, stepsOf } from './steps'
import { BuilderContext, useSurroundings } from './useBuilder'

interface BuilderProps {
  drafting: Drafting
  step: StepName | undefined
  existing?: Resource
}

const contents: Record<Exclude<StepName, 'review'>, ComponentType> = {
  model: ModelStep,
  destination: DestinationStep,
  operation: OperationStep,
  settings: SettingsStep,
  match: MatchStep,
  mapping: MappingStep,
  running: RunningStep,
}

/** Builder leads through the making of a sync. Each step is a URL; what was done in it is kept. */
export function Builder({ drafting, step, existing }: BuilderProps) {
  const { draft } = drafting
  const settled = useUnsaved(drafting.touched, {
    consequence:
      'What you have changed is not saved. It is kept in this tab until you come back, or close it.',
    errands: ['/models/new', '/destinations/new', '/sources/new', '/settings/alerts'],
  })
  const drop = () => {
    settled()
    drafting.drop()
  }
  const around = useSurroundings(draft)
  const [problem, setProblem] = useState<Problem>()
  const steps = stepsOf(draft.spec, around.operation)
  const asked = step ?? (existing ? 'mapping' : 'model')
  const has = steps.some((one) => one.name === asked)
  // A step that this operation does not have leads to the mapping; while that is not known, nothing is shown.
  const wanted = has || !around.operation ? asked : 'mapping'
  const at = steps.find((one) => one.name === wanted)
  const syncs = useQuery(syncsQuery)
  const taken = (syncs.data?.items ?? []).map((sync) => sync.name)
  const name = existing?.name ?? nameOf(draft, taken)
  const faults = placed(problem, name)
  const panel = useStepFocus(wanted)
  const missing = missingBefore(wanted, steps, draft.spec)
  const place = at ? steps.indexOf(at) : 0
  const before = steps[place - 1]
  const behind = steps[place + 1]
  const needs = lacking(wanted, draft.spec)
  const Content = wanted === 'review' ? undefined : contents[wanted]
  return (
    <BuilderContext.Provider value={{ ...drafting, drop, ...around, existing, name, faults }}>
      <StepNav
        steps={steps}
        current={wanted}
        spec={draft.spec}
        operation={around.operation}
        faults={faults}
      />
      <div ref={panel} tabIndex={-1} className={classes.panel}>
        {around.problem && <ProblemNotice problem={around.problem} />}
        {missing ? (
          <EmptyState
            icon={IconPlugConnected}
            title={lacking(missing.name, draft.spec) ?? ''}
            action={<StepLink step={missing.name}>Go to {missing.label.toLowerCase()}</StepLink>}
          >
            What comes here depends on it.
          </EmptyState>
        ) : at?.name !== wanted ? (
          <SkeletonText lines={8} />
        ) : Content ? (
          <Content />
        ) : (
          <ReviewStep problem={problem} onProblem={setProblem} />
        )}
      </div>
      {!missing && (
        <Group justify="space-between" className={classes.foot}>
          {before ? (
            <StepButton step={before.name} variant="default">
              Back
            </StepButton>
          ) : (
            <span />
          )}
          {behind && needs && (
            <Button disabled title={needs}>
              Continue
            </Button>
          )}
          {behind && !needs && <StepButton step={behind.name}>Continue</StepButton>}
        </Group>
      )}
    </BuilderContext.Provider>
  )
}

// Who goes on by the keyboard goes on at the top of the next step, and not behind the button that is gone.
function useStepFocus(step: string) {
  const panel = useRef<HTMLDivElement>(null)
  const last = useRef(step)
  useEffect(() => {
    if (last.current !== step) {
      last.current = step
      panel.current?.focus({ preventScroll: true })
      window.scrollTo({ top: 0 })
    }
  }, [step])
  return panel
}
