import { Button, Group, Text } from '@mantine/core'
import { type ComponentType, useCallback, useEffect, useState } from 'react'
import classes from './late.module.css'

/**
 * late is a part of the interface whose code is loaded when it is first shown, such as a dialog. If the code does
 * not come, since the server is away or has another version by now, it says so beside what one has typed, and
 * leaves that as it is: a page can be loaded anew by itself, what was typed cannot.
 */
export function late<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> {
  let loaded: ComponentType<P> | undefined
  return function Late(props: P) {
    const [Part, setPart] = useState(() => loaded)
    const [lost, setLost] = useState(false)
    const ask = useCallback(() => {
      setLost(false)
      load().then(
        ({ default: part }) => {
          loaded = part
          setPart(() => part)
        },
        () => setLost(true),
      )
    }, [])
    useEffect(() => {
      if (!loaded) {
        ask()
      }
    }, [ask])
    if (Part) {
      return <Part {...props} />
    }
    return lost ? <LostPart onAgain={ask} /> : null
  }
}

function LostPart({ onAgain }: { onAgain: () => void }) {
  return (
    <div role="alert" className={classes.lost}>
      <Text size="sm" fw={550}>
        A part of this page could not be loaded
      </Text>
      <Text size="sm">
        The server is away, or was upgraded. What you have typed is still there, and lost if the page is
        loaded again before it is saved.
      </Text>
      <Group gap="xs" mt="xs">
        <Button size="xs" variant="default" onClick={onAgain}>
          Try again
        </Button>
        <Button size="xs" variant="default" onClick={() => window.location.reload()}>
          Load the page again
        </Button>
      </Group>
    </div>
  )
}
