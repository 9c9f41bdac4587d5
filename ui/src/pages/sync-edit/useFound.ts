import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { problemOf } from '../../api/problem'
import { draftRowQuery } from '../../api/row-preview'
import { unmapped } from './preview/usePreview'
import type { SyncSpec } from './spec'
import { writeSpec } from './spec'
import { type PlacedFault, placed } from './steps'

/**
 * useFound is what only the server finds wrong with a sync before it is saved, such as a column that the model
 * has no longer, by the step where it can be mended. It is what the preview beside the mapping is told.
 */
export function useFound(name: string, spec: SyncSpec, enabled: boolean): PlacedFault[] {
  const asked = useMemo(() => writeSpec({ ...spec, schedule: undefined }), [spec])
  const { error } = useQuery(
    draftRowQuery(
      { sync: name, drafts: [{ kind: 'sync', name, spec: asked }], index: 0, look_ups: false },
      enabled,
    ),
  )
  return useMemo(
    () =>
      placed(error ? problemOf(error) : undefined, name).filter(
        ({ step, text }) => step !== 'review' && !unmapped.test(text),
      ),
    [error, name],
  )
}
