import { hashKey, queryOptions, useMutation, useQuery } from '@tanstack/react-query'
import { answer, api, versioned } from './client'
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

/** useRemove deletes one. */
export function useRemove(place: Place) {
  return useMutation({
    mutationFn: async (one: Omit<Writing, 'spec'>) => {
      await answer(drop[place](paramsOf(one)))
      return one.name
    },
    onSuccess: (name) => {
      queries.removeQueries({ queryKey: [place, name] })
      return queries.invalidateQueries({ queryKey: [place], exact: true })
    },
  })
}

/** Tried is what came of the last test, as far as this window knows. */
export interface Tried {
  at: string
  ok: boolean
  text: string
}

const triedKey = (place: Place, name: string) => ['tried', place, name] as const

/** noteTried keeps what came of a test of a saved one. */
export function noteTried(place: Place, name: string, results: TestResult[]) {
  const tried: Tried = {
    at: new Date().toISOString(),
    ok: results.every((result) => result.ok),
    text: results
      .flatMap((result) => result.notes)
      .filter((note) => note.level === 'error')
      .map((note) => note.message)
      .join(' '),
  }
  queries.setQueryData(triedKey(place, name), tried)
}

/** useTried is the last test of one. The server does not remember them. */
export function useTried(place: Place, name: string): Tried | undefined {
  return (
    useQuery(
      queryOptions<Tried | null>({
        queryKey: triedKey(place, name),
        queryFn: () => null,
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: Number.POSITIVE_INFINITY,
      }),
    ).data ?? undefined
  )
}

/** testSaved tries one as it is saved. */
export function testSaved(place: 'destinations' | 'sources', name: string): Promise<TestResult> {
  return place === 'destinations'
    ? answer(api.POST('/destinations/{name}/test', { params: { path: { name } }, body: {} }))
    : answer(api.POST('/sources/{name}/test', { params: { path: { name } } }))
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
    queryFn: () => answer(api.GET('/sources/{name}/tables', { params: { path: { name: source } } })),
    staleTime: 60_000,
    retry: false,
  })
