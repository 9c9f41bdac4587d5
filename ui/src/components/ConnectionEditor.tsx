import { Button, Group, Stack, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import type { Problem } from '../api/problem'
import type { Field } from '../api/schema'
import { useMay } from '../api/session'
import { noteTested, type Place, type Saved, type Spec, sameSpec, specOf, textOf } from '../api/setup'
import { AdvancedSettings } from './AdvancedSettings'
import { Card } from './Card'
import { ConflictNotice } from './ConflictNotice'
import { LookOnly } from './MayNot'
import { isAboutName, NameField } from './NameField'
import { OriginNotice } from './OriginNotice'
import { ProblemNotice } from './ProblemNotice'
import { SettingsForm } from './SettingsForm'
import { TestAnswers } from './TestAnswers'
import { useEditing } from './useEditing'
import { type Lack, required, useLacking } from './useLacking'
import { type Trial, useTrials } from './useTrials'

interface ConnectionEditorProps {
  place: Exclude<Place, 'models'>
  noun: string
  type: { name: string; label: string; settings: readonly Field[] }
  /** What is changed; absent if it is new. */
  saved?: Saved
  /** What a new one is called if nobody chooses another name. */
  suggested?: string
  nameHelp: string
  /** What can be tried with these settings. */
  trials: (name: string, spec: Spec) => Trial[]
  /** Settings that every type has, beside its own. */
  further?: (
    values: Spec,
    onChange: (values: Spec) => void,
    problem: Problem | undefined,
    locked: boolean,
  ) => ReactNode
}

// Hosts and time limits have good defaults; few people need them.
function isAdvanced(field: Field) {
  return !field.required && (field.type === 'url' || field.name === 'timeout')
}

function requiredIn(fields: readonly Field[], values: Spec): Lack[] {
  return fields
    .filter((field) => field.required && textOf(values, field.name) === '')
    .map((field) => required(field.name, field.label ?? field.name))
}

/** ConnectionEditor sets up, tries and saves the way to something outside: a destination or a source. */
export function ConnectionEditor({
  place,
  noun,
  type,
  saved,
  suggested = type.name,
  nameHelp,
  trials,
  further,
}: ConnectionEditorProps) {
  const navigate = useNavigate()
  const may = useMay('write')
  const [typed, setName] = useState<string>()
  const name = saved?.data.name ?? typed ?? suggested
  const form = useRef<HTMLFormElement>(null)
  const [values, setValues] = useState<Spec>(() => (saved ? specOf(saved.data) : { type: type.name }))
  const [begun, setBegun] = useState(values)
  // Inputs remember how they began; another beginning makes them anew.
  const [round, setRound] = useState(0)
  const begin = (now: Saved) => {
    setValues(specOf(now.data))
    setBegun(specOf(now.data))
    setRound((n) => n + 1)
  }
  const take = (now: Saved | undefined) => {
    if (now) {
      begin(now)
      trying.clear() // what was tried is not what stands here now
    }
  }
  const changed = !sameSpec(values, begun) || (typed ?? suggested) !== suggested
  const editing = useEditing(place, saved, changed, (now) => {
    if (trying.answers && !trying.stale) {
      noteTested(place, now.data.name)
    }
    if (saved) {
      begin(now)
    } else {
      void navigate({ to: `/${place}/$name`, params: { name: now.data.name } })
    }
  })
  const trying = useTrials()
  const saving = useRef<HTMLButtonElement>(null)
  const { problem, locked } = editing
  const lacking = useLacking(
    form,
    (path) => (path === 'name' ? name.trim() : textOf(values, path)) === '',
    problem,
  )
  const told = lacking.problem ?? problem ?? trying.problem
  const path = `${place}.${name.trim()}`
  const misnamed = problem !== undefined && isAboutName(problem, path)
  const untried = trying.problem !== undefined && isAboutName(trying.problem, path)
  const change = (next: Spec) => {
    setValues(next)
    trying.outdate()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    editing.forget()
    const unnamed = name.trim() === '' ? [required('name', 'Name')] : []
    if (!lacking.tell([...unnamed, ...requiredIn(type.settings, values)])) {
      editing.save(name.trim(), values)
    }
  }
  const test = () => {
    const tried = trials(name.trim() || type.name, values)
    const fields = requiredIn(type.settings, values)
    lacking.tell([...fields, ...tried.flatMap((trial) => trial.lacks ?? [])])
    if (fields.length === 0) {
      void trying.run(tried)
    } else {
      trying.clear()
    }
  }
  const part = { values, onChange: change, problem: told, locked }
  const advanced = type.settings.filter(isAdvanced)

  return (
    <form ref={form} noValidate onSubmit={submit} aria-label={saved ? `Settings of ${name}` : `New ${noun}`}>
      <Stack gap="lg" maw={680} mb={36}>
        {editing.base && (
          <OriginNotice
            resource={editing.base.data}
            noun={noun}
            insisting={editing.insisting}
            onInsist={may ? editing.insist : undefined}
          />
        )}
        {!may && <LookOnly doing="Changing and testing it" />}
        <Card>
          <Stack gap="md">
            <NameField
              value={name}
              onChange={(next) => {
                setName(next)
                if (misnamed) {
                  editing.forget()
                }
                if (untried) {
                  trying.clear()
                }
              }}
              fixed={saved !== undefined}
              problem={told}
              path={path}
              description={nameHelp}
            />
            <SettingsForm
              key={`own ${round}`}
              fields={type.settings.filter((field) => !isAdvanced(field))}
              {...part}
            />
            {!locked && type.settings.some((field) => field.secret) && (
              <Text size="sm" c="dimmed">
                {`Secrets are stored encrypted and never shown again. To keep one outside, name a variable of the server instead: \${NAME}.`}
              </Text>
            )}
            {(advanced.length > 0 || further) && (
              <AdvancedSettings problem={told} fields={advanced}>
                <SettingsForm key={round} fields={advanced} {...part} />
                {further?.(values, change, told, locked)}
              </AdvancedSettings>
            )}
          </Stack>
        </Card>
        {may && (
          <TestAnswers
            answers={untried ? undefined : trying.answers}
            stale={trying.stale}
            pending={trying.pending}
            onTest={test}
          />
        )}
        {editing.rival && (
          <ConflictNotice
            now={editing.rival.data}
            base={editing.base?.data.spec}
            theirs={editing.rival.data.spec}
            mine={values}
            onTake={() => take(editing.reload())}
            onKeep={() => {
              editing.keep()
              saving.current?.focus()
            }}
          />
        )}
        <ProblemNotice problem={misnamed ? undefined : problem} focus />
        {!locked && (
          <Group gap="sm">
            <Button ref={saving} type="submit" loading={editing.saving}>
              {saved ? 'Save changes' : `Save ${noun}`}
            </Button>
            {!saved && (
              <Button variant="subtle" color="gray" onClick={() => void navigate({ to: `/${place}/new` })}>
                Choose another type
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </form>
  )
}
