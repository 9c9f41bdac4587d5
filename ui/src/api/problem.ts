import type { Problem } from './schema'
import { advised } from './sentence'

export type { Problem }

/** ProblemError is what the server, or the way to it, answered instead of what was asked for. */
export class ProblemError extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

/** unreachable is the problem of a request that got no answer. */
export const unreachable: Problem = {
  type: 'about:blank',
  title: 'No answer',
  status: 0,
  code: 'unavailable',
  detail: 'The server could not be reached.',
  hint: 'Check that it runs and that you are online. Nothing of what you typed is lost.',
  trace: '',
}

/** unreached says of what was thrown whether nobody answered who is Waybill: there was no connection, or a proxy spoke. */
export function unreached(error: unknown): boolean {
  const { type, code } = problemOf(error)
  return type === unreachable.type && code === unreachable.code
}

/** problemOf makes a problem of whatever was thrown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) {
    return error.problem
  }
  if (error instanceof TypeError) {
    return unreachable // fetch throws these when there is no connection
  }
  return {
    ...unreachable,
    title: 'A mistake of the interface',
    code: 'internal',
    detail: error instanceof Error ? error.message : String(error),
    hint: 'Load the page again. If it stays, report it with what you did.',
  }
}

/** The faults of a problem by where they are: a path of the configuration, or of the request's body. */
export function faultsByPath(problem: Problem): Map<string, string> {
  const faults = new Map<string, string>()
  const add = (path: string | undefined, detail: string, hint?: string) => {
    if (path && !faults.has(path)) {
      faults.set(path, advised(detail, hint))
    }
  }
  for (const fault of problem.errors ?? []) {
    add(fault.path ?? fault.pointer?.replace(/^#\//, '').replaceAll('/', '.'), fault.detail, fault.hint)
  }
  if (faults.size === 0) {
    add(problem.path, problem.detail, problem.hint)
  }
  return faults
}

/**
 * faultOf finds the fault of a field: where its place is the path itself or the end of it, since the server
 * says where in the whole configuration it is (destinations.partnerize.user_api_key).
 */
export function faultOf(problem: Problem | undefined, field: string): string | undefined {
  if (!problem) {
    return undefined
  }
  for (const [path, detail] of faultsByPath(problem)) {
    if (path === field || path.endsWith(`.${field}`)) {
      return detail
    }
  }
  return undefined
}
