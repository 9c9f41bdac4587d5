import { Button, Stack } from '@mantine/core'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { problemOf } from '../api/problem'
import { PageHeader } from '../components/PageHeader'
import { ProblemNotice } from '../components/ProblemNotice'
import { Lost } from './lost'
import { LostPage } from './page'

/** Failure is what a page shows that could not be shown. */
export function Failure({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  if (error instanceof LostPage) {
    return <Lost />
  }
  const problem = problemOf(error)
  const again = async () => {
    await router.invalidate()
    reset()
  }
  return (
    <Stack gap="md" maw={640}>
      <PageHeader title={problem.status === 404 ? 'Not found' : 'This page cannot be shown'} />
      <ProblemNotice problem={problem} />
      <Button w="fit-content" onClick={again}>
        Try again
      </Button>
    </Stack>
  )
}
