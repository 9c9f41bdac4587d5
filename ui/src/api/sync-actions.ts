import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from './client'
import { keys } from './queries'

/** useRunSync asks for a run of a sync. While one waits already, that one is answered. */
export function useRunSync() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (name: string) =>
      answer(api.POST('/syncs/{name}/runs', { params: { path: { name } }, body: {} })),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: keys.syncs }),
        queries.invalidateQueries({ queryKey: keys.runs }),
      ]),
  })
}

/** usePauseSync pauses a schedule, or resumes it. */
export function usePauseSync() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ name, pause }: { name: string; pause: boolean }) =>
      answer(
        pause
          ? api.POST('/syncs/{name}/pause', { params: { path: { name } } })
          : api.POST('/syncs/{name}/resume', { params: { path: { name } } }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.syncs }),
  })
}
