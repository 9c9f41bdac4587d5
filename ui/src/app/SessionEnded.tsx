import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useCallback, useEffect, useState } from 'react'
import { resume } from '../api/session'
import { sessionEnd } from './session-end'

/**
 * SessionEnded stands over a form whose session has ended, and leaves it as it is: one signs in in another tab.
 * Whoever comes back from there goes on without a further word.
 */
export default function SessionEnded() {
  const [absent, setAbsent] = useState(false)
  const goOn = useCallback(async () => {
    const back = await resume()
    setAbsent(!back)
    if (back) {
      sessionEnd.put(false)
    }
  }, [])
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') {
        void goOn()
      }
    }
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [goOn])
  return (
    <Modal
      opened
      onClose={() => undefined}
      title="Your session has ended"
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
    >
      <Stack gap="md">
        <Text size="sm">
          Sign in again in a new tab, and come back to this one. What you have typed here stays as it is.
        </Text>
        <Text size="sm" role="status">
          {absent && 'Nobody has signed in yet.'}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => void goOn()}>
            Go on
          </Button>
          <Button component="a" href="/sign-in" target="_blank" rel="noopener" data-autofocus>
            Sign in (new tab)
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
