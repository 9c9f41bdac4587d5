import { queryOptions, useMutation } from '@tanstack/react-query'
import { answer, api } from './client'
import { keys, queries } from './queries'

/** sessionsQuery is by which browsers one is signed in. */
export const sessionsQuery = queryOptions({
  queryKey: keys.sessions,
  queryFn: () => answer(api.GET('/auth/sessions')),
})

const again = () => queries.invalidateQueries({ queryKey: keys.sessions })

/** useEndSession signs one out of another browser. */
export const useEndSession = () =>
  useMutation({
    mutationFn: (id: string) => answer(api.DELETE('/auth/sessions/{id}', { params: { path: { id } } })),
    onSettled: again,
  })

/** useEndOthers signs one out of all other browsers. */
export const useEndOthers = () =>
  useMutation({
    mutationFn: () => answer(api.POST('/auth/sessions/end-others')),
    onSettled: again,
  })
