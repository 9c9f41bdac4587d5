import { queryOptions } from '@tanstack/react-query'
import { answer, api, mild } from './client'
import { exactJSON } from './exact'
import type { KeyCheck, Preview } from './schema'
import type { Spec } from './setup'

/** previewDraft is the first rows of a model that is not saved. Numbers in them are exact: see exactJSON. */
export async function previewDraft(name: string, spec: Spec, signal: AbortSignal): Promise<Preview> {
  const drafts = [{ kind: 'model' as const, name, spec }]
  const text = await answer(api.POST('/models/preview', { body: { name, drafts }, parseAs: 'text', signal }))
  return exactJSON(text) as Preview
}

/** previewSaved is the first rows of a model as it is saved. */
export async function previewSaved(name: string, signal: AbortSignal): Promise<Preview> {
  const text = await answer(
    api.GET('/models/{name}/preview', { params: { path: { name } }, parseAs: 'text', signal, ...mild }),
  )
  return exactJSON(text) as Preview
}

/** checkKey counts null and repeated primary keys of a model that is not saved. */
export function checkKey(name: string, spec: Spec, signal: AbortSignal): Promise<KeyCheck> {
  const drafts = [{ kind: 'model' as const, name, spec }]
  return answer(api.POST('/models/check-key', { body: { name, drafts }, signal }))
}

/** dbtModelsQuery is what dbt's manifest has; '' is where dbt writes it by default. */
export const dbtModelsQuery = (manifest: string) =>
  queryOptions({
    queryKey: ['dbt-models', manifest],
    queryFn: () =>
      answer(api.GET('/dbt-models', { params: { query: manifest === '' ? {} : { manifest } }, ...mild })),
    retry: false,
  })
