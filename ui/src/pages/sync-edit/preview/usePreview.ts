import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type Problem, problemOf } from '../../../api/problem'
import { draftRowQuery } from '../../../api/row-preview'
import type { RowPreview } from '../../../api/schema'
import { sentence } from '../../../api/sentence'
import { writeSpec } from '../spec'
import { type PlacedFault, placed } from '../steps'
import { useBuilder } from '../useBuilder'
import { refusedFields } from './refused'

export interface PreviewState {
  /** Which row is looked at: one of the first, or the one that has a key. */
  at: RowAt
  choose: (at: RowAt) => void
  /** Why there is no such row. */
  missing: string | undefined
  /** Whether the vendor is asked what a run would ask. */
  lookUps: boolean
  setLookUps: (on: boolean) => void
  row: RowPreview | undefined
  /** Whether what is shown is about to be replaced. */
  stale: boolean
  problem: Problem | undefined
  /** What is wrong with the mapping, or with this row, by the field that it is about. */
  faults: PlacedFault[]
  /** What a field of the record holds: mapping.country, custom.plan. */
  fieldOf: (path: string) => unknown
}

/** RowAt is a row by its place among the first ones, or by its primary key as people read it. */
export type RowAt = { index: number } | { key: string }

/** Looking is which row is looked at, in all steps, and how. */
export interface Looking {
  at: RowAt
  /** Whether the vendor is asked what a run would ask. */
  lookUps: boolean
}

/** How the server says that something is still to be mapped. */
export const unmapped = /required,? and (?:not|none is) mapped/

export const delay = 350 // ms after the last key

/** usePreview asks what would be sent for one row by the sync as it stands, a moment after each change. */
export function usePreview(): PreviewState {
  const { draft, name, suggestion, operation, looking, look } = useBuilder()
  const { at, lookUps } = looking
  const choose = (to: RowAt) => look({ ...looking, at: to })
  const setLookUps = (on: boolean) => look({ ...looking, lookUps: on })
  const spec = useMemo(() => writeSpec({ ...draft.spec, schedule: undefined }), [draft.spec])
  const [asked] = useDebouncedValue(spec, delay, { leading: true })
  const { data, error, isFetching, isPlaceholderData } = useQuery(
    draftRowQuery(
      { sync: name, drafts: [{ kind: 'sync', name, spec: asked }], ...at, look_ups: lookUps },
      suggestion !== undefined,
    ),
  )
  const told = error ? problemOf(error) : undefined
  const missing = 'key' in at && told?.code === 'not_found' ? sentence(told.detail) : undefined
  const problem = missing ? undefined : told
  const row = told ? undefined : data
  const faults = useMemo(
    () => [
      // What is still to be mapped is no mistake while one works on it: it is listed, and not shouted.
      ...placed(problem, name).filter((fault) => !unmapped.test(fault.text)),
      ...refusedFields(row?.refused, operation, draft.spec.mapping),
    ],
    [problem, name, row?.refused, operation, draft.spec.mapping],
  )
  const fieldOf = (path: string) => {
    const record = row?.record
    if (typeof record !== 'object' || record === null) {
      return undefined
    }
    const [part, field = ''] = path.split('.')
    const all = record as Record<string, unknown>
    const from = part === 'custom' ? (all.custom as Record<string, unknown> | undefined) : all
    return from?.[field]
  }
  const stale = isFetching || isPlaceholderData || asked !== spec
  return { at, choose, missing, lookUps, setLookUps, row, stale, problem, faults, fieldOf }
}
