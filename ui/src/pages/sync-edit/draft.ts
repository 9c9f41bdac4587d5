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

/** useDraft keeps a draft under a name in this tab's storage. */
export function useDraft(name: string, beginning: Draft): Drafting {
  const key = `waybill.sync.${name}`
  const [draft, setDraft] = useState(() => stored(key) ?? beginning)
  const touched = JSON.stringify(draft) !== JSON.stringify(beginning)
  useEffect(() => {
    if (touched) {
      sessionStorage.setItem(key, JSON.stringify(draft))
    } else {
      sessionStorage.removeItem(key)
    }
  }, [key, draft, touched])
  const set = useCallback((patch: Partial<Draft>) => setDraft((was) => ({ ...was, ...patch })), [])
  const change = useCallback(
    (patch: Partial<SyncSpec>) => setDraft((was) => ({ ...was, spec: { ...was.spec, ...patch } })),
    [],
  )
  const drop = useCallback(() => {
    sessionStorage.removeItem(key)
    setDraft(beginning)
  }, [key, beginning])
  return { draft, touched, change, set, drop }
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
