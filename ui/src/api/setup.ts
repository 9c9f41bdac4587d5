import { hashKey, queryOptions, useMutation } from '@tanstack/react-query'
import { answer, api, mild, versioned } from './client'
import { keys, queries } from './queries'
import type { Resource, TestResult } from './schema'

/** Where what is set up is kept. */
export type Place = 'destinations' | 'sources' | 'models'

export type Spec = Record<string, unknown>

/** Saved is a piece of the configuration with the version that a change of it names. */
export interface Saved {
  data: Resource
  version: string
}

/** specOf is what the files would have under the resource's name. */
export function specOf(resource: Resource): Spec {
  return typeof resource.spec === 'object' && resource.spec !== null ? { ...resource.spec } : {}
}

/** sameSpec says whether two specs say the same, in whatever order. */
export function sameSpec(one: unknown, other: unknown): boolean {
  return hashKey([one]) === hashKey([other])
}

/** textOf is a text of a spec, or nothing. */
export function textOf(spec: Spec, name: string): string {
  const value = spec[name]
  return value === undefined || value === null ? '' : String(value)
}

interface Writing {
  name: string
  spec: Spec
  /** The version that is changed; absent if it is new. */
  version?: string
  /** Change it although it comes from files. */
  force?: boolean
}

function paramsOf({ name, version, force }: Omit<Writing, 'spec'>) {
  const header = version === undefined ? { 'If-None-Match': '*' } : { 'If-Match': version }
  return { path: { name }, header, query: force ? { force } : {} }
}

const put = {
  destinations: (params: ReturnType<typeof paramsOf>, spec: Spec) =>
    api.PUT('/destinations/{name}', { params, body: { spec } }),
  sources: (params: ReturnType<typeof paramsOf>, spec: Spec) =>
    api.PUT('/sources/{name}', { params, body: { spec } }),
  models: (params: ReturnType<typeof paramsOf>, spec: Spec) =>
    api.PUT('/models/{name}', { params, body: { spec } }),
}

const drop = {
  destinations: (params: ReturnType<typeof paramsOf>) => api.DELETE('/destinations/{name}', { params }),
  sources: (params: ReturnType<typeof paramsOf>) => api.DELETE('/sources/{name}', { params }),
  models: (params: ReturnType<typeof paramsOf>) => api.DELETE('/models/{name}', { params }),
}

const get = {
  destinations: (name: string) => api.GET('/destinations/{name}', { params: { path: { name } } }),
  sources: (name: string) => api.GET('/sources/{name}', { params: { path: { name } } }),
  models: (name: string) => api.GET('/models/{name}', { params: { path: { name } } }),
}

/** read asks for what is there now. */
export function read(place: Place, name: string): Promise<Saved> {
  return versioned(get[place](name))
}

/** useSave creates or changes one; the answer is what is there now. */
export function useSave(place: Place) {
  return useMutation({
    mutationFn: (writing: Writing): Promise<Saved> => versioned(put[place](paramsOf(writing), writing.spec)),
    onSuccess: (saved) => {
      queries.setQueryData([place, saved.data.name], saved)
      return queries.invalidateQueries({ queryKey: [place], exact: true })
    },
  })
}

/** useRemove deletes one. Its page is left first: it would ask for what is not there any more. */
export function useRemove(place: Place, leave: (name: string) => Promise<void>) {
  return useMutation({
    mutationFn: async (one: Omit<Writing, 'spec'>) => {
      await answer(drop[place](paramsOf(one)))
      return one.name
    },
    onSuccess: async (name) => {
      await leave(name)
      queries.removeQueries({ queryKey: [place, name] })
      return queries.invalidateQueries({ queryKey: [place], exact: true })
    },
  })
}

function testSaved(place: 'destinations' | 'sources', name: string): Promise<TestResult> {
  return place === 'destinations'
    ? answer(api.POST('/destinations/{name}/test', { params: { path: { name } }, body: {} }))
    : answer(api.POST('/sources/{name}/test', { params: { path: { name } } }))
}

/** useTestSaved tries one as it is saved; the server keeps what comes of it. */
export function useTestSaved(place: 'destinations' | 'sources', name: string) {
  return useMutation({
    mutationFn: () => testSaved(place, name),
    onSettled: () => queries.invalidateQueries({ queryKey: [place], exact: true }),
  })
}

/** noteTested has the server test what was saved as it was tested before: it keeps no test of a draft. */
export function noteTested(place: 'destinations' | 'sources', name: string) {
  testSaved(place, name)
    .then(() => queries.invalidateQueries({ queryKey: [place], exact: true }))
    .catch(() => undefined) // then it is not tested yet
}

/** testDestination tries what some operations of a destination need, without saving it. */
export function testDestination(name: string, spec: Spec, operations?: string[]): Promise<TestResult> {
  return answer(
    api.POST('/destinations/test', {
      body: {
        name,
        drafts: [{ kind: 'destination', name, spec }],
        ...(operations ? { operations } : {}),
      },
    }),
  )
}

/** testSource tries to read a source, without saving it. */
export function testSource(name: string, spec: Spec): Promise<TestResult> {
  return answer(api.POST('/sources/test', { body: { name, drafts: [{ kind: 'source', name, spec }] } }))
}

/** tablesQuery is what can be read from a saved source. */
export const tablesQuery = (source: string) =>
  queryOptions({
    queryKey: [...keys.source(source), 'tables'],
    queryFn: () => answer(api.GET('/sources/{name}/tables', { params: { path: { name: source } }, ...mild })),
    staleTime: 60_000,
    retry: false,
  })
