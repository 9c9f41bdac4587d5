/** What the builder works on: the spec of a sync with every part in its long form. */
export interface SyncSpec {
  model: string
  destination: string
  operation: string
  mode: string
  settings: Record<string, unknown>
  match: Match | undefined
  rename: boolean
  mapping: Mapping
  custom: Mapping
  on_removed: string
  schedule: Schedule | undefined
  first_run: 'send' | 'skip'
  retry_refused: Retry | 'never' | undefined
  brakes: Brakes
  alerts: string[]
}

export interface Match {
  field: string
  column: string
}

export type Mapping = Record<string, Assign>

export type IfNull = 'omit' | 'send' | 'reject' | { value: unknown }

/** Assign is what fills one field. */
export interface Assign {
  column?: string
  value?: unknown
  template?: string
  variable?: string
  each?: string
  map?: Mapping
  if_null?: IfNull
  as?: 'minor_units' | 'major_units'
}

export interface Schedule {
  every?: string
  cron?: string
  days?: string[]
  times?: string[]
  timezone?: string
  after?: string
  only_if?: 'completed' | 'any'
}

export interface Retry {
  runs?: number
  then?: string
}

export interface Brakes {
  [limit: string]: number | 'hold' | 'allow' | undefined
  max_rows?: number
  max_share?: number
  max_growth?: number
  new_keys?: number
  empty?: 'hold' | 'allow'
}

type Raw = Record<string, unknown>

export const emptySpec: SyncSpec = {
  model: '',
  destination: '',
  operation: '',
  mode: '',
  settings: {},
  match: undefined,
  rename: false,
  mapping: {},
  custom: {},
  on_removed: '',
  schedule: undefined,
  first_run: 'send',
  retry_refused: undefined,
  brakes: {},
  alerts: [],
}

/** readSpec makes the long form of what the API has: every part may be short, or missing. */
export function readSpec(spec: unknown): SyncSpec {
  const raw = object(spec)
  const [match] = Object.entries(object(raw.match))
  return {
    model: word(raw.model),
    destination: word(raw.destination),
    operation: word(raw.operation),
    mode: word(raw.mode),
    settings: object(raw.settings),
    match: match && { field: match[0], column: word(match[1]) },
    rename: raw.rename === true,
    mapping: readMapping(raw.mapping),
    custom: readMapping(raw.custom),
    on_removed: word(raw.on_removed),
    schedule: readSchedule(raw.schedule),
    first_run: raw.first_run === 'skip' ? 'skip' : 'send',
    retry_refused: raw.retry_refused === 'never' ? 'never' : (raw.retry_refused as Retry | undefined),
    brakes: object(raw.brakes) as Brakes,
    alerts: words(raw.alerts),
  }
}

/** writeSpec makes what a person would write: what is not said is left out, and what can be short is. */
export function writeSpec(spec: SyncSpec): Raw {
  const { match, mapping, custom, ...rest } = spec
  const raw: Raw = {
    model: rest.model,
    destination: rest.destination,
    operation: rest.operation,
    mode: rest.mode,
    settings: rest.settings,
    match: match?.field && match.column ? { [match.field]: match.column } : undefined,
    rename: rest.rename || undefined,
    mapping: writeMapping(mapping),
    custom: writeMapping(custom),
    on_removed: rest.on_removed === 'nothing' ? '' : rest.on_removed,
    schedule: rest.schedule,
    first_run: rest.first_run === 'skip' ? 'skip' : undefined,
    retry_refused: rest.retry_refused,
    brakes: rest.brakes,
    alerts: rest.alerts,
  }
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => !blank(value)))
}

/** assigned says whether anything fills a field. */
export function assigned(assign: Assign | undefined): boolean {
  return (
    assign !== undefined &&
    Boolean(
      assign.column ||
        assign.template ||
        assign.variable ||
        assign.each ||
        assign.map ||
        (assign.value !== undefined && assign.value !== ''),
    )
  )
}

function readMapping(value: unknown): Mapping {
  return Object.fromEntries(Object.entries(object(value)).map(([to, from]) => [to, readAssign(from)]))
}

function readAssign(value: unknown): Assign {
  if (typeof value !== 'object' || value === null) {
    return { column: word(value) }
  }
  const raw = value as Assign
  return raw.map ? { ...raw, map: readMapping(raw.map) } : raw
}

function writeMapping(mapping: Mapping): Raw {
  return Object.fromEntries(
    Object.entries(mapping)
      .filter(([to, assign]) => to !== '' && assigned(assign))
      .map(([to, assign]) => [to, writeAssign(assign)]),
  )
}

function writeAssign(assign: Assign): unknown {
  const { column, if_null, map, ...rest } = assign
  const more = { ...rest, ...(if_null && if_null !== 'omit' ? { if_null } : {}) }
  if (map) {
    return { ...more, map: writeMapping(map) }
  }
  if (column === undefined) {
    return more
  }
  return Object.keys(more).length === 0 ? column : { column, ...more }
}

function readSchedule(value: unknown): Schedule | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined
  }
  const raw = value as Raw & Schedule
  return {
    ...raw,
    ...(raw.days === undefined ? {} : { days: words(raw.days) }),
    ...(raw.times === undefined ? {} : { times: words(raw.times) }),
  }
}

function object(value: unknown): Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {}
}

function word(value: unknown): string {
  return value === undefined || value === null ? '' : String(value)
}

function words(value: unknown): string[] {
  if (value === undefined || value === null) {
    return []
  }
  return Array.isArray(value) ? value.map(String) : [String(value)]
}

function blank(value: unknown): boolean {
  return (
    value === undefined ||
    value === '' ||
    (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  )
}
