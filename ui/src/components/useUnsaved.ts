import { useBlocker } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { confirm } from './confirm'
import { watchUnsaved } from './unsaved'

// Whose session has ended goes to sign in, whatever they were at.
const always = ['/sign-in']

interface Unsaved {
  /** What becomes of what was changed, when somebody leaves. */
  consequence: string
  /** Places that one goes to for what is edited here, and comes back from. */
  errands?: readonly string[]
}

/**
 * useUnsaved asks before somebody leaves what they have changed and not saved, by a link, the browser's own
 * keys or a closed tab. What it returns is called when it is saved: whoever goes on then is not asked.
 */
export function useUnsaved(changed: boolean, { consequence, errands = [] }: Unsaved): () => void {
  const saved = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is changed after it was saved counts again
  useEffect(() => {
    saved.current = false
  }, [changed])
  useEffect(() => watchUnsaved(() => changed && !saved.current), [changed])
  useBlocker({
    disabled: !changed,
    enableBeforeUnload: () => !saved.current,
    shouldBlockFn: async ({ current, next }) => {
      const stays = current.pathname === next.pathname && typeOf(current.search) === typeOf(next.search)
      if (saved.current || stays || [...always, ...errands].includes(next.pathname)) {
        return false
      }
      return !(await confirm({ title: 'Leave without saving?', body: consequence, action: 'Leave' }))
    },
  })
  return () => {
    saved.current = true
  }
}

// A new destination of another type is another form at the same place.
function typeOf(search: object): unknown {
  return 'type' in search ? search.type : undefined
}
