import { Anchor, Button, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { problemOf } from '../../api/problem'
import { useLink } from '../../api/session'
import { Entrance } from '../../components/Entrance'
import { ProblemNotice } from '../../components/ProblemNotice'
import { SkeletonText } from '../../components/SkeletonText'
import { JoinForm } from './JoinForm'
import { takeToken } from './token'

const titles = {
  setup: 'Set up Waybill',
  invite: 'Join Waybill',
  reset: 'Set a new password',
}

/** The page of a link that works once: the first admin's, an invitation, or a new password. */
export default function LinkPage() {
  // The secret is in the fragment, which no server and no log gets to see. It is taken out of the address at
  // once, so that it stays neither on the screen nor in the history.
  const [token] = useState(takeToken)
  const link = useLink(token)
  if (token === '') {
    return (
      <Entrance title="This link is incomplete">
        <Stack gap="md">
          <Text size="sm">Open it as it was sent to you: what stands behind the # belongs to it.</Text>
          <ToSignIn />
        </Stack>
      </Entrance>
    )
  }
  if (link.error) {
    const problem = problemOf(link.error)
    return (
      <Entrance
        title={
          problem.status === 404
            ? 'This link has been used, or is too old or withdrawn'
            : 'This link cannot be read'
        }
      >
        <Stack gap="md">
          <ProblemNotice problem={problem} />
          {problem.status === 404 ? <ToSignIn /> : <Button onClick={() => link.refetch()}>Try again</Button>}
        </Stack>
      </Entrance>
    )
  }
  if (!link.data) {
    return (
      <Entrance title="Waybill">
        <SkeletonText lines={6} label="Reading the link" />
      </Entrance>
    )
  }
  const { purpose, email, role } = link.data
  return (
    <Entrance title={titles[purpose]} lead={leads[purpose](email ?? '', role ?? '')}>
      <JoinForm token={token} purpose={purpose} email={email ?? ''} />
    </Entrance>
  )
}

const leads = {
  setup: () => 'You are the first one here: this makes you an admin.',
  invite: (email: string, role: string) => `You were invited as ${email}, ${role}.`,
  reset: (email: string) => `For ${email}. You are signed out everywhere else.`,
}

function ToSignIn() {
  return (
    <Anchor component={Link} to="/sign-in" size="sm">
      To the sign-in
    </Anchor>
  )
}
