import { Button, Group, Loader, Stack, Text } from '@mantine/core'
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconMinus,
  IconPlugConnected,
} from '@tabler/icons-react'
import type { Problem } from '../api/problem'
import type { TestResult } from '../api/schema'
import { advised } from '../api/sentence'
import classes from './TestAnswers.module.css'

/** TestAnswer is what came of trying one credential. */
export interface TestAnswer {
  /** What was tried: "Public key and Secret key". */
  label: string
  /** What it is for: "Customers, Transactions". */
  use?: string
  /** Absent while it is on its way. */
  result?: TestResult
  problem?: Problem
  /** Why it was not tried. */
  skipped?: string
  /** Whether only what was typed was looked at. */
  offline?: boolean
}

interface TestAnswersProps {
  answers: TestAnswer[] | undefined
  /** Whether something was changed since. */
  stale: boolean
  pending: boolean
  onTest: () => void
}

/** TestAnswers tries a connection and says of each credential what came of it. */
export function TestAnswers({ answers, stale, pending, onTest }: TestAnswersProps) {
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={
            pending ? <Loader size={14} color="gray" /> : <IconPlugConnected size={16} aria-hidden />
          }
          onClick={onTest}
          aria-disabled={pending || undefined}
        >
          {pending ? 'Testing…' : 'Test connection'}
        </Button>
        <Text size="sm" c="dimmed">
          {stale && answers ? 'You have changed something since this test.' : 'Nothing is written or sent.'}
        </Text>
      </Group>
      <div role="status" aria-label="What the test found">
        {answers && (
          <ul className={classes.answers} data-stale={stale || undefined}>
            {answers.map((answer) => (
              <Answer key={answer.label} answer={answer} />
            ))}
          </ul>
        )}
      </div>
    </Stack>
  )
}

const states = {
  good: { icon: IconCircleCheck, word: 'Works' },
  bad: { icon: IconCircleX, word: 'Does not work' },
  late: { icon: IconAlertTriangle, word: 'Could not be tried' },
  idle: { icon: IconMinus, word: 'Not tried' },
  typed: { icon: IconMinus, word: 'Looks right, not tried' },
}

function stateOf({ result, problem, skipped, offline }: TestAnswer): keyof typeof states {
  if (problem) {
    return 'late'
  }
  if (skipped || !result) {
    return 'idle'
  }
  if (!result.ok) {
    return result.tried ? 'bad' : 'late'
  }
  return offline || !result.tried ? 'typed' : 'good'
}

function Answer({ answer }: { answer: TestAnswer }) {
  const { label, use, result, problem, skipped } = answer
  const state = stateOf(answer)
  const { icon: Icon, word } = states[state]
  const notes = problem ? [{ message: problem.detail, hint: problem.hint }] : (result?.notes ?? [])
  return (
    <li className={classes.answer}>
      <Icon size={17} className={classes.icon} data-tone={state} aria-hidden />
      <div>
        <Text size="sm" fw={550}>
          {label}
          {': '}
          <span className={classes.word} data-tone={state}>
            {result || problem || skipped ? word.toLowerCase() : 'trying…'}
          </span>
        </Text>
        {use && (
          <Text size="xs" c="dimmed">
            For {use}
          </Text>
        )}
        {skipped && <Text size="sm">{skipped}</Text>}
        {notes.map((note) => (
          <Text key={note.message} size="sm">
            {advised(note.message, note.hint)}
          </Text>
        ))}
      </div>
    </li>
  )
}
