import { useCallback, useEffect, useState } from 'react'
import { emptySpec, type SyncSpec } from './spec'

/** Draft is a sync that is being made. It outlasts a reload and a look at another page, in this tab. */
export interface Draft {
  /** Empty until somebody has typed one: then the suggested name is taken. */
  name: string
  spec: SyncSpec
  /** Fields whose mapping was suggested and that nobody has looked at since. */
  suggested: string[]
  /** The version that the draft began with, of a sync that is there already. */
  version?: string
  /** What was saved as that version. */
  base?: SyncSpec
  /** Whether a sync that came from files is changed here all the same. */
  force?: boolean
}

export const newDraft: Draft = { name: '', spec: emptySpec, suggested: [] }

export type ChangeSpec = (patch: Partial<SyncSpec>) => void

export interface Drafting {
  draft: Draft
  /** Whether it differs from what it began with. */
  touched: boolean
  change: ChangeSpec
  set: (patch: Partial<Draft>) => void
  /** Throws it away; what is shown then is the beginning. */
  drop: () => void
}

/**
 * useDraft keeps a draft under a name in this tab's storage. Until something is changed there is none, and
 * what is shown is the beginning, as it is now at the server.
 */
export function useDraft(name: string, beginning: Draft): Drafting {
  const key = `waybill.sync.${name}`
  const [own, setOwn] = useState(() => stored(key))
  useEffect(() => {
    if (own) {
      sessionStorage.setItem(key, JSON.stringify(own))
    } else {
      sessionStorage.removeItem(key)
    }
  }, [key, own])
  const put = useCallback(
    (patched: (was: Draft) => Draft) =>
      setOwn((was) => {
        const next = patched(was ?? beginning)
        return JSON.stringify(next) === JSON.stringify(beginning) ? undefined : next
      }),
    [beginning],
  )
  const set = useCallback((patch: Partial<Draft>) => put((was) => ({ ...was, ...patch })), [put])
  const change = useCallback(
    (patch: Partial<SyncSpec>) => put((was) => ({ ...was, spec: { ...was.spec, ...patch } })),
    [put],
  )
  const drop = useCallback(() => setOwn(undefined), [])
  return { draft: own ?? beginning, touched: own !== undefined, change, set, drop }
}

function stored(key: string): Draft | undefined {
  const text = sessionStorage.getItem(key)
  if (text === null) {
    return undefined
  }
  try {
    const found: Draft = JSON.parse(text)
    return { ...newDraft, ...found, spec: { ...emptySpec, ...found.spec } }
  } catch {
    return undefined // somebody else's, or of an earlier version
  }
}

/** nameOf is the name that a draft has, or would be given: one that no other sync has. */
export function nameOf(draft: Draft, taken: readonly string[]): string {
  if (draft.name !== '') {
    return draft.name
  }
  const { model, destination } = draft.spec
  const name = [model, destination].filter(Boolean).join('-to-') || 'new-sync'
  let free = name
  for (let n = 2; taken.includes(free); n++) {
    free = `${name}-${n}`
  }
  return free
}
