import { useMutation } from '@tanstack/react-query'
import { answer, api } from './client'
import { keys, queries } from './queries'
import type { RunOptions } from './schema'

// Whatever is done with a run shows in the lists of runs and syncs, and in what needs somebody. What could not be
// done is read again as well: somebody else may have been first.
function changed() {
  void queries.invalidateQueries({ queryKey: keys.runs })
  void queries.invalidateQueries({ queryKey: keys.syncs })
  void queries.invalidateQueries({ queryKey: ['overview'] })
}

export const useTriggerRun = (sync: string) =>
  useMutation({
    mutationFn: (options: RunOptions) =>
      answer(api.POST('/syncs/{name}/runs', { params: { path: { name: sync } }, body: options })),
    onSuccess: changed,
  })

export const useCancelRun = (id: string) =>
  useMutation({
    mutationFn: () => answer(api.POST('/runs/{id}/cancel', { params: { path: { id } } })),
    onSettled: changed,
  })

/** useRetryRun tries the refused and deferred rows of a run again: those of the given primary keys, or all. */
export const useRetryRun = (id: string) =>
  useMutation({
    mutationFn: (rows: string[]) =>
      answer(
        api.POST('/runs/{id}/retry', { params: { path: { id } }, body: rows.length > 0 ? { rows } : {} }),
      ),
    onSuccess: changed,
  })

export const useApproveRun = (id: string) =>
  useMutation({
    mutationFn: (options: RunOptions) =>
      answer(api.POST('/runs/{id}/approve', { params: { path: { id } }, body: options })),
    onSettled: changed,
  })

export const useDiscardRun = (id: string) =>
  useMutation({
    mutationFn: (reason: string) =>
      answer(api.POST('/runs/{id}/discard', { params: { path: { id } }, body: { reason } })),
    onSettled: changed,
  })
