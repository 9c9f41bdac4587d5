import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { problemOf } from '../../api/problem'
import { draftRowQuery } from '../../api/row-preview'
import { delay, type Looking, unmapped } from './preview/usePreview'
import type { SyncSpec } from './spec'
import { writeSpec } from './spec'
import { type PlacedFault, placed } from './steps'

interface Found {
  /** What has to be changed, by the step where it can be. */
  faults: PlacedFault[]
  /** Why the row that is looked at would be refused. */
  refused: string | undefined
}

/**
 * useFound is what only the server finds wrong with a sync before it is saved, such as a column that the model
 * has no longer. It is what the preview beside the mapping is told.
 */
export function useFound(name: string, spec: SyncSpec, { at, lookUps }: Looking, enabled: boolean): Found {
  const now = useMemo(() => writeSpec({ ...spec, schedule: undefined }), [spec])
  const [asked] = useDebouncedValue(now, delay, { leading: true })
  const { data, error } = useQuery(
    draftRowQuery(
      { sync: name, drafts: [{ kind: 'sync', name, spec: asked }], ...at, look_ups: lookUps },
      enabled,
    ),
  )
  const faults = useMemo(
    () =>
      placed(error ? problemOf(error) : undefined, name).filter(
        ({ step, text }) => step !== 'review' && !unmapped.test(text),
      ),
    [error, name],
  )
  return { faults, refused: enabled && !error ? data?.refused : undefined }
}
