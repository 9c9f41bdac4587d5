import { Alert, Button, Group, List, Text, TextInput } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useRef } from 'react'
import { type Problem, problemOf } from '../../api/problem'
import { sentence } from '../../api/sentence'
import { renderedQuery, useSaveSync } from '../../api/sync-builder'
import { Card } from '../../components/Card'
import { CodeBlock } from '../../components/CodeBlock'
import { notifications } from '../../components/notify'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'
import { SkeletonText } from '../../components/SkeletonText'
import classes from './Builder.module.css'
import { Conflict } from './Conflict'
import { Doubts } from './Doubts'
import type { Doubt } from './doubts'
import { Found } from './Found'
import { Warnings } from './preview/Preview'
import { usePreview } from './preview/usePreview'
import { StepLink } from './StepLink'
import { StillMissing } from './StillMissing'
import { writeSpec } from './spec'
import { type PlacedFault, placed, stepsOf } from './steps'
import { summary } from './summary'
import { useBuilder } from './useBuilder'
import { useChoiceNames } from './useChoiceNames'

interface ReviewStepProps {
  problem: Problem | undefined
  /** What the server finds wrong before anything is saved. */
  found: PlacedFault[]
  /** Why rows would be refused. */
  doubts: Doubt[]
  onProblem: (problem: Problem | undefined) => void
  /** What leads to the step before. */
  back: ReactNode
}

/** ReviewStep says the whole in plain words, and saves it. */
export function ReviewStep({ problem, found, doubts, onProblem, back }: ReviewStepProps) {
  const { draft, set, drop, existing, locked, name, type, operation, missing } = useBuilder()
  const navigate = useNavigate()
  const save = useSaveSync()
  const sent = useRef(false)
  const lines = useRef<HTMLElement>(null)
  const saving = useRef<HTMLButtonElement>(null)
  const { row } = usePreview()
  const spec = writeSpec(draft.spec)
  const choices = useChoiceNames(draft.spec, type, operation)
  const taken = problem?.status === 412 && !existing
  const changed = problem?.status === 412 && existing !== undefined
  const send = (plan: boolean) => {
    if (missing.length > 0) {
      lines.current?.querySelector('a')?.focus()
      return
    }
    if (sent.current) {
      return // a double click is one: a second save would meet the first
    }
    sent.current = true
    save.mutate(
      { name, spec, version: draft.version, force: draft.force },
      {
        onSuccess: () => {
          onProblem(undefined)
          notifications.show({ message: existing ? `${name} is saved.` : `${name} is added.` })
          drop()
          void navigate(
            plan ? { to: '/syncs/$name/plan', params: { name } } : { to: '/syncs/$name', params: { name } },
          )
        },
        onError: (error) => {
          sent.current = false
          onProblem(problemOf(error))
        },
      },
    )
  }
  const button = {
    loading: save.isPending,
    disabled: locked,
    'aria-describedby': locked ? 'why-locked' : undefined,
  }
  return (
    <>
      <Section title="Review" lead="What it will do. Nothing is sent by saving it.">
        {changed && (
          <Conflict
            name={name}
            onChosen={() => {
              onProblem(undefined)
              saving.current?.focus()
            }}
          />
        )}
        {missing.length > 0 && <StillMissing ref={lines} />}
        {problem && !changed && !taken && <Faults problem={problem} />}
        {!problem && found.length > 0 && <Found faults={found} />}
        {doubts.length > 0 && <Doubts doubts={doubts} />}
        <TextInput
          maw={420}
          label="Name"
          description={
            existing
              ? 'A name is for ever: the ledger knows the rows by it.'
              : `Its name in lists, alerts and files. It cannot be changed later. Left empty it is ${name}.`
          }
          error={taken && `There is a sync ${name} already. Choose another name.`}
          disabled={existing !== undefined}
          spellCheck={false}
          value={existing ? name : draft.name}
          placeholder={name}
          onChange={(event) => {
            set({ name: event.currentTarget.value.trim() })
            onProblem(undefined)
          }}
        />
        <Card>
          <dl className={classes.summary}>
            {summary(draft.spec, type, operation, choices).map(({ label, value }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </Card>
        {row && <Warnings warnings={row.warnings} />}
        <InFile name={name} spec={spec} />
      </Section>
      <Group justify="space-between" className={classes.foot}>
        {back}
        <Group gap="xs" justify="flex-end">
          {locked && (
            <Text id="why-locked" size="sm">
              It comes from files. To save it here, tick “Change it here all the same” at the top.
            </Text>
          )}
          <Button variant="default" {...button} onClick={() => send(true)}>
            Save and plan
          </Button>
          <Button ref={saving} {...button} onClick={() => send(false)}>
            Save
          </Button>
        </Group>
      </Group>
    </>
  )
}

/** InFile is the sync as the server would write it into the file of a project. */
function InFile({ name, spec }: { name: string; spec: object }) {
  const rendered = useQuery(renderedQuery(name, spec))
  if (rendered.error) {
    return <ProblemNotice problem={problemOf(rendered.error)} />
  }
  return rendered.data ? (
    <CodeBlock label="As it stands in a project's file" code={rendered.data.yaml} />
  ) : (
    <SkeletonText lines={8} />
  )
}

/** Faults lead to the steps where they can be mended. */
function Faults({ problem }: { problem: Problem }) {
  const { draft, operation, name } = useBuilder()
  const faults = placed(problem, name)
  const steps = stepsOf(draft.spec, operation)
  if (faults.every((fault) => fault.step === 'review')) {
    return <ProblemNotice problem={problem} focus />
  }
  return (
    <Alert
      role="alert"
      variant="outline"
      color="var(--bad)"
      icon={<IconAlertCircle aria-hidden />}
      title="It could not be saved"
      styles={{ root: { borderColor: 'var(--bad)' }, message: { color: 'var(--mantine-color-text)' } }}
    >
      <List size="sm" spacing={4}>
        {faults.map((fault) => (
          <List.Item key={fault.path + fault.text}>
            {sentence(fault.text)}{' '}
            {steps
              .filter((step) => step.name === fault.step && step.name !== 'review')
              .map((step) => (
                <StepLink key={step.name} step={step.name}>
                  Go to {step.label.toLowerCase()}
                </StepLink>
              ))}
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}
