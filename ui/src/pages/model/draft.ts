import { type Spec, textOf } from '../../api/setup'
import type { Lack } from '../../components/useLacking'

export type From = 'sql' | 'table' | 'dbt'

/** ModelDraft is a model while it is being written. */
export interface ModelDraft {
  source: string
  from: From
  sql: string
  table: string
  /** The table that the chosen dbt model was built as. */
  built: string
  key: string[]
  /** What else its spec has. */
  rest: Spec
}

const blank: ModelDraft = {
  source: '',
  from: 'sql',
  sql: '',
  table: '',
  built: '',
  key: [],
  rest: {},
}

export function newDraft(start: Partial<ModelDraft>): ModelDraft {
  return { ...blank, ...start }
}

/** draftOf reads a saved spec. */
export function draftOf(spec: Spec): ModelDraft {
  const { source: _, sql, table, primary_key: key, ...rest } = spec
  return {
    source: textOf(spec, 'source'),
    from: table ? 'table' : 'sql',
    sql: typeof sql === 'string' ? sql : '',
    table: typeof table === 'string' ? table : '',
    built: '',
    key: Array.isArray(key) ? key.map(String) : key === undefined || key === null ? [] : [String(key)],
    rest,
  }
}

/** written is the spec of a draft; without a key unless it has one. */
export function written(draft: ModelDraft): Spec {
  const { source, from, sql, table, built, key, rest } = draft
  const { sql_file: _, ...kept } = rest
  const query = { sql: { sql }, table: { table }, dbt: { table: built } }[from]
  const named = key.length === 0 ? {} : { primary_key: key.length === 1 ? key[0] : key }
  return { source, ...(from === 'sql' && sql === '' ? rest : kept), ...query, ...named }
}

/** emptyIn says of a field of a model whether it is still to be filled in. */
export function emptyIn(draft: ModelDraft, path: string): boolean {
  const query = path === draft.from && !askable({ ...draft, source: 'any' })
  return (
    query || (path === 'source' && draft.source === '') || (path === 'primary_key' && draft.key.length === 0)
  )
}

const asked = [
  { path: 'source', text: 'Choose a source.' },
  { path: 'sql', text: 'Write the query.' },
  { path: 'table', text: 'Table is required.' },
  { path: 'dbt', text: 'Choose a dbt model.' },
  {
    path: 'primary_key',
    text: 'Choose at least one column: without a key, rows cannot be told apart.',
  },
]

/** lackingIn is what a model still lacks. */
export function lackingIn(draft: ModelDraft): Lack[] {
  return asked.filter(({ path }) => emptyIn(draft, path))
}

/** askable says whether there is something to preview. */
export function askable({ source, from, sql, table, built }: ModelDraft): boolean {
  const query = { sql: sql.trim(), table, dbt: built }[from]
  return source !== '' && query !== ''
}

/** readingOf is all that decides which rows a model has: a preview is stale if it has changed. */
export function readingOf(draft: ModelDraft): string {
  const { primary_key: _, ...spec } = written(draft)
  return JSON.stringify(spec)
}
