import { Alert, List, Text } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { Problem } from '../api/problem'
import { hinted, sentence } from '../api/sentence'

export { sentence } from '../api/sentence'

interface ProblemNoticeProps {
  problem: Problem | undefined
  /** Whether the view goes to it, as it does after a form was sent. */
  focus?: boolean
}

/** ProblemNotice tells a problem: what is wrong and what to do about it. It is read aloud when it appears. */
export function ProblemNotice({ problem, focus = false }: ProblemNoticeProps) {
  const notice = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (problem && focus) {
      notice.current?.scrollIntoView({ block: 'nearest' })
    }
  }, [problem, focus])
  if (!problem) {
    return null
  }
  // The first of several is what is said of all.
  const all = problem.errors ?? []
  const others = all.length > 1 ? all.filter(({ detail }) => detail !== problem.detail) : []
  return (
    <Alert
      ref={notice}
      role="alert"
      variant="outline"
      color="var(--bad)"
      icon={<IconAlertCircle aria-hidden />}
      styles={{ root: { borderColor: 'var(--bad)' }, message: { color: 'var(--mantine-color-text)' } }}
    >
      <Text size="sm" fw={550}>
        {sentence(problem.detail)}
      </Text>
      {others.length > 0 && (
        <List size="sm" mt={4}>
          {others.map((fault) => (
            <List.Item key={`${fault.path ?? fault.pointer}${fault.detail}`}>
              {sentence(fault.detail)}
            </List.Item>
          ))}
        </List>
      )}
      {hinted(problem.hint) && (
        <Text size="sm" mt={2}>
          {hinted(problem.hint)}
        </Text>
      )}
      {problem.code === 'internal' && problem.trace && (
        <Text size="xs" mt={4} c="dimmed">
          The server's log has it under {problem.trace}.
        </Text>
      )}
    </Alert>
  )
}
