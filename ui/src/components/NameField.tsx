import { TextInput } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { Problem } from '../api/problem'
import { advised } from '../api/sentence'

interface NameFieldProps {
  value: string
  onChange: (name: string) => void
  /** A name is for ever: it is chosen once. */
  fixed: boolean
  problem: Problem | undefined
  /** The path of the problem that is about the name itself, such as destinations.my new one. */
  path: string
  description: string
}

/** NameField is what a piece of the configuration is called in files, lists and the ledger. */
export function NameField({ value, onChange, fixed, problem, path, description }: NameFieldProps) {
  const field = useRef<HTMLInputElement>(null)
  const about = problem && isAboutName(problem, path) ? problem : undefined
  useEffect(() => {
    if (about) {
      field.current?.focus()
    }
  }, [about])
  if (fixed) {
    return null
  }
  const fault = [...(problem?.errors ?? []), ...(problem ? [problem] : [])].find(
    (each) => each.path === 'name' || each.path === path,
  )
  return (
    <TextInput
      ref={field}
      label="Name"
      name="name"
      description={description}
      required
      spellCheck={false}
      autoComplete="off"
      value={value}
      error={fault && advised(fault.detail, fault.hint)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

/** isAboutName says of a problem whether the name is all that it is about: NameField tells it, and is gone to. */
export function isAboutName(problem: Problem, path: string): boolean {
  const all = problem.errors?.length ? problem.errors : [problem]
  return all.every((each) => each.path === 'name' || each.path === path)
}

/** freeName is a name that is not taken: the wanted one, or with a number. */
export function freeName(wanted: string, taken: readonly string[]): string {
  let name = wanted
  for (let n = 2; taken.includes(name); n++) {
    name = `${wanted}-${n}`
  }
  return name
}
