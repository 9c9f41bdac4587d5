import { useMutation } from '@tanstack/react-query'
import { answer, api } from './client'
import { keys, queries } from './queries'

function changed() {
  void queries.invalidateQueries({ queryKey: keys.syncs })
  void queries.invalidateQueries({ queryKey: ['overview'] })
}

/** usePause stops the schedule of a sync, or lets it go on. */
export const usePause = (name: string) =>
  useMutation({
    mutationFn: (pause: boolean) =>
      pause
        ? answer(api.POST('/syncs/{name}/pause', { params: { path: { name } } }))
        : answer(api.POST('/syncs/{name}/resume', { params: { path: { name } } })),
    onSuccess: changed,
  })

/** useDeleteSync deletes a sync. Its page is left first: it would ask for what is not there any more. */
export const useDeleteSync = (name: string, leave: () => Promise<void>) =>
  useMutation({
    mutationFn: (version: string) =>
      answer(api.DELETE('/syncs/{name}', { params: { path: { name }, header: { 'If-Match': version } } })),
    onSuccess: async () => {
      await leave()
      queries.removeQueries({ queryKey: keys.sync(name) })
      changed()
    },
  })
