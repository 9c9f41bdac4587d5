import { Button, Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { PageHeader } from '../components/PageHeader'
import { Waiting } from './waiting'

const patience = 3_000 // ms between two attempts to reach the server
const settled = 30_000 // ms after which loading the document anew may help once more
const reloaded = 'waybill-reloaded'

/**
 * Lost stands for a page whose code did not come. Once the server answers, the document is loaded anew, which
 * names the files that there are; once only, or it would go on for ever where that does not help.
 */
export function Lost() {
  const state = useReturn()
  if (state === 'asking') {
    return <Waiting />
  }
  if (state === 'away') {
    return (
      <Stack gap="md" maw={640} role="status">
        <PageHeader title="The server cannot be reached" />
        <Text>This page opens by itself once it answers again. It is asked every few seconds.</Text>
      </Stack>
    )
  }
  return (
    <Stack gap="md" maw={640} role="alert">
      <PageHeader title="This page cannot be shown" />
      <Text>A file of it could not be loaded, although the server answers.</Text>
      <Button w="fit-content" onClick={() => window.location.reload()}>
        Load the page again
      </Button>
    </Stack>
  )
}

/** useReturn waits for the server and loads the document anew. */
function useReturn() {
  const [state, setState] = useState<'asking' | 'away' | 'stuck'>('asking')
  useEffect(() => {
    let timer: number | undefined
    let gone = false
    const ask = async () => {
      const answers = await reachable()
      if (gone) {
        return
      }
      if (!answers) {
        setState('away')
        timer = window.setTimeout(ask, patience)
      } else if (mayReload()) {
        window.location.reload()
      } else {
        setState('stuck')
      }
    }
    void ask()
    return () => {
      gone = true
      window.clearTimeout(timer)
    }
  }, [])
  return state
}

const reachable = () =>
  fetch('/healthz', { cache: 'no-store' }).then(
    (answer) => answer.ok,
    () => false,
  )

function mayReload(): boolean {
  const before = Number(sessionStorage.getItem(reloaded) ?? 0)
  sessionStorage.setItem(reloaded, String(Date.now()))
  return Date.now() - before > settled
}
