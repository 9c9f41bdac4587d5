import { useRef, useState } from 'react'
import { type Problem, problemOf } from '../api/problem'
import { useMay } from '../api/session'
import { type Place, read, type Saved, type Spec, useSave } from '../api/setup'
import { notifications } from './notify'
import { useUnsaved } from './useUnsaved'

/** Editing is how one piece of the configuration is saved, and what stands in the way of it. */
export interface Editing {
  /** What is changed; absent if it is new. */
  base: Saved | undefined
  locked: boolean
  insisting: boolean
  insist: (insisting: boolean) => void
  saving: boolean
  /** What the server said to the last attempt, or undefined. */
  problem: Problem | undefined
  /** What somebody else has saved meanwhile. */
  rival: Saved | undefined
  save: (name: string, spec: Spec) => void
  /** Forgets what the server said, since what it was about is changed. */
  forget: () => void
  /** Keeps what is typed, to be saved over what is there now. */
  keep: () => void
  /** Takes what is there now for what is changed. */
  reload: () => Saved | undefined
}

/**
 * useEditing keeps the version that is being changed: what comes in meanwhile changes nothing on the screen.
 * Who leaves what is changed and not saved is asked first.
 */
export function useEditing(
  place: Place,
  saved: Saved | undefined,
  changed: boolean,
  onSaved: (saved: Saved) => void,
): Editing {
  const settled = useUnsaved(changed, { consequence: 'What you have changed here is lost.' })
  const may = useMay('write')
  const [base, setBase] = useState(saved)
  const [insisting, insist] = useState(false)
  const [rival, setRival] = useState<Saved>()
  const [problem, setProblem] = useState<Problem>()
  const mutation = useSave(place)
  const writing = useRef(false)
  const files = base?.data.origin === 'files'

  const write = (name: string, spec: Spec, version: string | undefined) => {
    if (writing.current) {
      return // a double click is one
    }
    writing.current = true
    setProblem(undefined)
    setRival(undefined)
    mutation.mutate(
      { name, spec, version, force: files && insisting },
      {
        onSettled: () => {
          writing.current = false
        },
        onSuccess: (now) => {
          setBase(now)
          insist(false)
          settled()
          notifications.show({ message: `${now.data.name} is saved.` })
          onSaved(now)
        },
        onError: async (error) => {
          const told = problemOf(error)
          if (told.status !== 412) {
            setProblem(told)
            return
          }
          try {
            const now = await read(place, name)
            if (version === undefined) {
              setProblem({
                ...told,
                path: 'name',
                detail: `There is one called ${name} already.`,
                hint: 'Choose another name.',
              })
              return
            }
            setRival(now)
          } catch {
            setProblem({
              ...told,
              detail: 'It has been deleted meanwhile.',
              hint: 'Add it anew to keep what you typed.',
            })
          }
        },
      },
    )
  }
  const follow = () => {
    setBase(rival)
    setRival(undefined)
  }
  return {
    base,
    locked: !may || (files && !insisting),
    insisting,
    insist,
    saving: mutation.isPending,
    problem,
    rival,
    forget: () => setProblem(undefined),
    save: (name, spec) => write(name, spec, base?.version),
    keep: follow,
    reload: () => {
      follow()
      return rival
    },
  }
}
