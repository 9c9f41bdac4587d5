import { Button, Group, Stack } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { checkKey, previewDraft, previewSaved } from '../../api/preview'
import { faultOf } from '../../api/problem'
import type { KeyCheck, Preview, Resource } from '../../api/schema'
import { useMay } from '../../api/session'
import { type Saved, sameSpec, specOf } from '../../api/setup'
import { ConflictNotice } from '../../components/ConflictNotice'
import { confirm } from '../../components/confirm'
import { LookOnly } from '../../components/MayNot'
import { isAboutName, NameField } from '../../components/NameField'
import { OriginNotice } from '../../components/OriginNotice'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'
import { useEditing } from '../../components/useEditing'
import { required, useLacking } from '../../components/useLacking'
import { allTheSame, consequences } from './consequences'
import { askable, draftOf, emptyIn, lackingIn, type ModelDraft, readingOf, written } from './draft'
import { KeyPart } from './KeyPart'
import { PreviewPart } from './PreviewPart'
import { Query } from './Query'
import { useAsking } from './useAsking'

interface ModelEditorProps {
  start: ModelDraft
  /** What is changed; absent if it is new. */
  saved?: Saved
  sources: readonly Resource[]
  /** What follows from a change for what uses it. */
  consequence?: string
  /** The syncs that use it. */
  users?: readonly string[]
  onSaved: (saved: Saved) => void
}

/** ModelEditor writes a model: its query, its first rows, its key, its name. */
export function ModelEditor({ start, saved, sources, consequence, users = [], onSaved }: ModelEditorProps) {
  const may = useMay('write')
  const [draft, setDraft] = useState(start)
  const [typed, setName] = useState<string>()
  const [suggested, suggest] = useState('')
  const name = saved?.data.name ?? typed ?? suggested
  const preview = useAsking<Preview>()
  const check = useAsking<KeyCheck>()
  const [begun, setBegun] = useState(start)
  const begin = (now: Saved | undefined) => {
    if (now) {
      setDraft(draftOf(specOf(now.data)))
      setBegun(draftOf(specOf(now.data)))
    }
  }
  const saving = useRef<HTMLButtonElement>(null)
  const form = useRef<HTMLFormElement>(null)
  const changed = !sameSpec(draft, begun) || (typed ?? '').trim() !== ''
  const editing = useEditing('models', saved, changed, (now) => {
    begin(now)
    onSaved(now)
  })
  const { problem, locked } = editing
  const lacking = useLacking(
    form,
    (path) => (path === 'name' ? name.trim() === '' : emptyIn(draft, path)),
    problem,
  )
  const told = lacking.problem ?? problem
  const reading = readingOf(draft)
  const change = (part: Partial<ModelDraft>, named?: string) => {
    setDraft((before) => ({ ...before, ...part }))
    if (named !== undefined) {
      suggest(named.replaceAll(/[\s/]+/g, '-'))
    }
  }
  const called = name.trim() || 'new-model'
  const path = `models.${name.trim()}`
  const misnamed = problem !== undefined && isAboutName(problem, path)

  const run = () => {
    if (!may || !askable(draft)) {
      return
    }
    void preview.ask(reading, (signal) => previewDraft(called, written({ ...draft, key: [] }), signal))
  }
  // What is saved is shown at once; everybody may see it.
  const first = useRef(() => {
    if (saved) {
      void preview.ask(reading, (signal) => previewSaved(saved.data.name, signal))
    }
  })
  useEffect(() => first.current(), [])

  const keyed = JSON.stringify(written(draft))
  const [weighing, weigh] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    editing.forget()
    if (lacking.tell([...lackingIn(draft), ...(name.trim() === '' ? [required('name', 'Name')] : [])])) {
      return
    }
    weigh(true)
    const hurts = await consequences({
      name: called,
      draft,
      before: saved && begun,
      syncs: users,
      check: check.about === keyed ? check.answer : undefined,
      preview: preview.about === reading ? preview.answer : undefined,
    })
    weigh(false)
    if (hurts.length === 0 || (await confirm(allTheSame(called, hurts)))) {
      editing.save(name.trim(), written(draft))
    }
  }
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => void submit(event)}
      aria-label={saved ? `Model ${name}` : 'New model'}
    >
      <Stack gap="lg" mb="lg">
        {editing.base && (
          <OriginNotice
            resource={editing.base.data}
            noun="model"
            insisting={editing.insisting}
            onInsist={may ? editing.insist : undefined}
          />
        )}
        {!may && <LookOnly doing="Changing it" />}
        <Query draft={draft} onChange={change} sources={sources} problem={told} locked={locked} onRun={run} />
      </Stack>
      <PreviewPart
        asking={preview}
        stale={preview.about !== reading}
        ready={askable(draft)}
        may={may}
        onRun={run}
      />
      <KeyPart
        columns={preview.answer?.columns}
        value={draft.key}
        onChange={(key) => change({ key })}
        fault={faultOf(told, 'primary_key')}
        asking={check}
        stale={check.about !== keyed}
        ready={askable(draft)}
        locked={locked}
        onCheck={() => void check.ask(keyed, (signal) => checkKey(called, written(draft), signal))}
      />
      {!locked && (
        <Section title="Save" lead={consequence}>
          <Stack gap="md" maw={420}>
            <NameField
              value={name}
              onChange={(next) => {
                setName(next)
                if (misnamed) {
                  editing.forget()
                }
              }}
              fixed={saved !== undefined}
              problem={told}
              path={path}
              description="What syncs call it. It cannot be changed later."
            />
          </Stack>
          {editing.rival && (
            <ConflictNotice
              now={editing.rival.data}
              base={editing.base?.data.spec}
              theirs={editing.rival.data.spec}
              mine={written(draft)}
              onTake={() => begin(editing.reload())}
              onKeep={() => {
                editing.keep()
                saving.current?.focus()
              }}
            />
          )}
          <ProblemNotice problem={misnamed ? undefined : problem} focus />
          <Group gap="sm">
            <Button ref={saving} type="submit" loading={editing.saving || weighing}>
              {saved ? 'Save changes' : 'Save model'}
            </Button>
          </Group>
        </Section>
      )}
    </form>
  )
}
