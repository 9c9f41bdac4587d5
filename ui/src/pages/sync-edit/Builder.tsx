import { Group } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ComponentType, type MouseEvent, useEffect, useMemo, useState } from 'react'
import type { Problem } from '../../api/problem'
import type { Resource } from '../../api/schema'
import { syncsQuery } from '../../api/syncs'
import { EmptyState } from '../../components/EmptyState'
import { OriginNotice } from '../../components/OriginNotice'
import { ProblemNotice } from '../../components/ProblemNotice'
import { SkeletonText } from '../../components/SkeletonText'
import { useUnsaved } from '../../components/useUnsaved'
import classes from './Builder.module.css'
import { columnsOf } from './columns'
import { DestinationStep } from './DestinationStep'
import { doubtsIn } from './doubts'
import { type Drafting, nameOf } from './draft'
import { Lockable } from './Lockable'
import { MatchStep } from './MatchStep'
import { ModelStep } from './ModelStep'
import { MappingStep } from './mapping/MappingStep'
import { missingBefore, missingIn } from './missing'
import { OperationStep } from './OperationStep'
import type { Looking } from './preview/usePreview'
import { ReviewStep } from './ReviewStep'
import { RunningStep } from './running/RunningStep'
import { SettingsStep } from './SettingsStep'
import { StepButton, StepLink } from './StepLink'
import { StepNav } from './StepNav'
import type { StepName } from './search'
import { placed, stepsOf } from './steps'
import { BuilderContext, useSurroundings } from './useBuilder'
import { useFound } from './useFound'
import { useLead } from './useLead'

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

const first: Looking = { at: { index: 0 }, lookUps: false }

// In the steps before it a mapping is not looked at yet.
const mappedBy = (step: StepName) => ['mapping', 'running', 'review'].includes(step)

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
  const missing = missingIn(draft.spec, around.operation)
  const { panel, told, lead, forget } = useLead(wanted, missing)
  const [looked, setLooked] = useState({ model: draft.spec.model, ...first })
  const looking = looked.model === draft.spec.model ? looked : first
  const tried = around.suggestion !== undefined && mappedBy(wanted)
  const { faults: wrong, refused } = useFound(name, draft.spec, looking, tried)
  const found = wanted === 'review' ? wrong : []
  const { operation, suggestion } = around
  const doubts = useMemo(
    () => (tried ? doubtsIn(operation, draft.spec.mapping, columnsOf(suggestion), refused) : []),
    [tried, operation, draft.spec.mapping, suggestion, refused],
  )
  const faults = [...told, ...placed(problem, name)]
  const { touched } = drafting
  // Whoever starts over is told nothing of what was there before.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is forgotten is the same each time
  useEffect(() => {
    if (!touched) {
      forget()
      setProblem(undefined)
    }
  }, [touched])
  const ground = missingBefore(wanted, steps, missing)
  const place = at ? steps.indexOf(at) : 0
  const before = steps[place - 1]
  const behind = steps[place + 1]
  // Who goes on is told what is missing; who wants to leave it for later has the list of the steps.
  const proceed = (event: MouseEvent) => {
    const first = missing.find((one) => one.step === wanted)
    if (first) {
      event.preventDefault()
      lead(first)
    }
  }
  const back = before ? (
    <StepButton step={before.name} variant="default">
      Back
    </StepButton>
  ) : (
    <span />
  )
  const Content = wanted === 'review' ? undefined : contents[wanted]
  return (
    <BuilderContext.Provider
      value={{
        ...drafting,
        drop,
        ...around,
        existing,
        locked: existing?.origin === 'files' && !draft.force,
        looking,
        look: (to) => setLooked({ model: draft.spec.model, ...to }),
        name,
        missing,
        told,
        faults,
        lead,
      }}
    >
      {existing && (
        <div className={classes.origin}>
          <OriginNotice
            resource={existing}
            noun="sync"
            insisting={draft.force === true}
            onInsist={(force) => drafting.set({ force: force || undefined })}
          />
        </div>
      )}
      <StepNav
        steps={steps}
        current={wanted}
        missing={missing}
        faults={[...faults, ...found]}
        doubtful={doubts.length > 0}
      />
      <div ref={panel} tabIndex={-1} className={classes.panel}>
        {around.problem && <ProblemNotice problem={around.problem} />}
        {ground ? (
          <EmptyState
            icon={IconPlugConnected}
            title={ground.text}
            action={<StepLink step={ground.step}>Go to {ground.step}</StepLink>}
          >
            What comes here depends on it.
          </EmptyState>
        ) : at?.name !== wanted ? (
          <SkeletonText lines={8} />
        ) : Content ? (
          wanted === 'mapping' ? (
            <Content />
          ) : (
            <Lockable>
              <Content />
            </Lockable>
          )
        ) : (
          <ReviewStep problem={problem} found={found} doubts={doubts} onProblem={setProblem} back={back} />
        )}
      </div>
      {!ground && wanted !== 'review' && (
        <Group justify="space-between" className={classes.foot}>
          {back}
          {behind && (
            <StepButton step={behind.name} onClick={proceed}>
              Continue
            </StepButton>
          )}
        </Group>
      )}
    </BuilderContext.Provider>
  )
}
