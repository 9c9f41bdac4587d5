import { List } from '@mantine/core'
import { tryDraft } from '../../api/row-preview'
import type { KeyCheck, Preview } from '../../api/schema'
import { sentence } from '../../api/sentence'
import { counted } from '../../components/Count'
import type { Question } from '../../components/confirm'
import { type ModelDraft, written } from './draft'

/** allTheSame asks whether a model is to be saved although that hurts. */
export const allTheSame = (name: string, hurts: string[]): Question => ({
  title: `Save ${name} all the same?`,
  body: (
    <List size="sm" spacing="xs">
      {hurts.map((hurt) => (
        <List.Item key={hurt}>{hurt}</List.Item>
      ))}
    </List>
  ),
  action: 'Save all the same',
  refuse: 'Go on editing',
  danger: true,
})

const listed = new Intl.ListFormat('en-GB')

interface Changed {
  name: string
  draft: ModelDraft
  /** What is saved of it; absent if it is new. */
  before: ModelDraft | undefined
  /** The syncs that send it. */
  syncs: readonly string[]
  /** What is known of it as it stands. */
  check: KeyCheck | undefined
  preview: Preview | undefined
}

/** consequences are what would hurt once a model is saved as it stands, in sentences; none: nothing known. */
export async function consequences(of: Changed): Promise<string[]> {
  return [...keyed(of), ...told(of), ...(of.before ? await broken(of) : [])]
}

/** keyed is what another key does to what was sent. */
function keyed({ before, draft, syncs }: Changed): string[] {
  if (!before || syncs.length === 0 || sameKey(before.key, draft.key)) {
    return []
  }
  return [
    `Rows were known by ${listed.format(before.key)}, and will be by ${listed.format(draft.key)}: to ${listed.format(syncs)} every row counts as new. The ledger still keeps an insert from being sent twice under the same reference; what has another one is sent.`,
  ]
}

/** told is what was seen on this page and is not right. */
function told({ draft, check, preview }: Changed): string[] {
  const said: string[] = []
  const gone = preview ? draft.key.filter((key) => !preview.columns.some(({ name }) => name === key)) : []
  if (gone.length > 0) {
    said.push(`The rows have no column ${listed.format(gone)}: no run can tell them apart, and each fails.`)
  }
  if (check && check.repeated > 0) {
    said.push(
      `${counted(check.repeated, 'row')} of ${counted(check.rows, 'row')} repeat the key of another one: rows that differ under one key are refused.`,
    )
  }
  if (check && check.null > 0) {
    said.push(
      `${counted(check.null, 'row')} of ${counted(check.rows, 'row')} have no key, and are never sent.`,
    )
  }
  return said
}

/** broken asks what syncs that worked say of the changed rows. */
async function broken({ name, draft, syncs }: Changed): Promise<string[]> {
  const model = { kind: 'model' as const, name, spec: written(draft) }
  const all = await Promise.all(
    syncs.map(async (sync) => ({ sync, problems: await tryDraft(sync, [model]) })),
  )
  return all.flatMap(({ sync, problems }) =>
    problems.map((problem) => `The sync ${sync} fails: ${sentence(problem)}`),
  )
}

const sameKey = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((column, i) => column === other[i])
