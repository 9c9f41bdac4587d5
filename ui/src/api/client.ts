import createClient, { type Middleware } from 'openapi-fetch'
import { ProblemError, unreachable } from './problem'
import type { Problem, paths } from './schema'

// The session's token against forgery. It comes with GET /auth/session and with every way to sign in.
let csrf = ''

export function setCSRF(token: string | undefined) {
  csrf = token ?? ''
}

// What is called when the session has ended; the router is not known here.
let ended = () => {}

export function onSessionEnd(f: () => void) {
  ended = f
}

const forgery: Middleware = {
  onRequest({ request }) {
    if (request.method !== 'GET' && csrf !== '') {
      request.headers.set('X-CSRF-Token', csrf)
    }
    return request
  },
}

// A problem that came as an answer is a problem here like any other.
const mildness: Middleware = {
  async onResponse({ response }) {
    if (!response.headers.has('Preference-Applied')) {
      return undefined
    }
    const text = await response.text()
    const { status } = JSON.parse(text) as Problem
    return new Response(text, { status, headers: response.headers })
  },
}

/**
 * mild goes with what a page asks by itself, while somebody types or as it opens: what is half typed or away is
 * no mistake, and a browser's console takes every status of 400 and above for one.
 */
export const mild = { headers: { Prefer: 'problem-as-answer' } }

/** api calls the server. Its types are those of web/openapi.yaml. */
export const api = createClient<paths>({ baseUrl: '/api/v1' })
api.use(forgery, mildness)

interface Asked<D> {
  data?: D
  error?: unknown
  response: Response
}

/** answer waits for an answer and throws a ProblemError if it is a problem. */
export async function answer<D>(asked: Promise<Asked<D>>): Promise<D> {
  return (await whole(asked)).data as D
}

/** versioned is an answer with the version to name in If-Match when it is changed. */
export async function versioned<D>(asked: Promise<Asked<D>>): Promise<{ data: D; version: string }> {
  const { data, response } = await whole(asked)
  return { data: data as D, version: response.headers.get('ETag') ?? '*' }
}

async function whole<D>(asked: Promise<Asked<D>>): Promise<Asked<D>> {
  const answered = await asked
  if (answered.response.ok) {
    return answered
  }
  if (isProblem(answered.error)) {
    if (sessionless(answered.response)) {
      ended()
      throw new ProblemError({ ...answered.error, ...over })
    }
    throw new ProblemError(answered.error)
  }
  throw new ProblemError({
    ...unreachable, // a proxy's page, say
    status: answered.response.status,
    title: answered.response.statusText,
    detail: `The server answered ${answered.response.status}, and not what the interface understands.`,
  })
}

// What the server says to whoever has no session is for programs.
const over = { detail: 'Your session has ended.', hint: 'Sign in, and do it again.' }

// A wrong password, or a link that is used up, is answered 401 as well, and ends nothing.
function sessionless({ status, url }: Response): boolean {
  return status === 401 && !/\/auth\/(sign-in|setup|accept|link|password)$/.test(new URL(url).pathname)
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'code' in error && 'detail' in error
}
