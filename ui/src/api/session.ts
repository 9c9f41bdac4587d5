import { queryOptions, useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { answer, api, setCSRF } from './client'
import { keys, queries } from './queries'
import type { Session } from './schema'

export type Right = Session['rights'][number]

export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: async () => enter(await answer(api.GET('/auth/session'))),
  staleTime: 60_000,
  retry: false,
})

export const methodsQuery = queryOptions({
  queryKey: keys.methods,
  queryFn: () => answer(api.GET('/auth/methods')),
})

function enter(session: Session): Session {
  setCSRF(session.csrf_token)
  return session
}

/** entered is what a way to sign in ends with: nothing of another person stays. */
function entered(session: Session): Session {
  queries.clear()
  queries.setQueryData(keys.session, enter(session))
  return session
}

/** useSession is who is signed in. Pages behind the shell always have one. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data
}

/** useMay says whether who is signed in may do something. The server decides; this is what is shown. */
export function useMay(right: Right): boolean {
  return useSession().rights.includes(right)
}

export const useMethods = () => useQuery(methodsQuery)

export function useSignIn() {
  return useMutation({
    mutationFn: async (who: { email: string; password: string }) =>
      entered(await answer(api.POST('/auth/sign-in', { body: who }))),
  })
}

/**
 * resume takes up the session that somebody has begun in another tab, and says whether there is one. What is
 * shown is read again, since it may be somebody else's.
 */
export async function resume(): Promise<boolean> {
  try {
    await queries.fetchQuery({ ...sessionQuery, staleTime: 0 })
  } catch {
    return false
  }
  void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] })
  return true
}

/** useSignOut ends the session; go leaves for a page that needs none, and then all that was kept is dropped. */
export function useSignOut(go: () => Promise<void>) {
  return useMutation({
    mutationFn: () => answer(api.POST('/auth/sign-out')),
    onSuccess: async () => {
      setCSRF(undefined)
      await go()
      queries.clear()
    },
  })
}

export interface Joining {
  token: string
  email: string
  name: string
  password: string
}

/** useJoin uses a link: the first one makes an admin, others a person or a new password. */
export function useJoin(setup: boolean) {
  return useMutation({
    mutationFn: async ({ token, email, name, password }: Joining) =>
      entered(
        setup
          ? await answer(api.POST('/auth/setup', { body: { token, email, name, password } }))
          : await answer(api.POST('/auth/accept', { body: { token, password, ...(name ? { name } : {}) } })),
      ),
  })
}

/** useLink says what a link is for. Asking does not use it up. */
export function useLink(token: string) {
  return useQuery({
    queryKey: ['link', token],
    queryFn: () => answer(api.POST('/auth/link', { body: { token } })),
    enabled: token !== '',
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
}
