import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { keys } from './queries'
import type { Run } from './schema'

/** ended says of a run whether it goes on no more. */
export function ended(run: Pick<Run, 'status'>): boolean {
  return run.status !== 'queued' && run.status !== 'running'
}

/**
 * useRunEvents keeps a run up to date while it goes on: the server sends the run whenever it has changed. The
 * run in the cache is replaced, and when it ends all that hangs on it is read again. It returns whether the
 * server can be heard; the browser connects again by itself.
 */
export function useRunEvents(id: string, watch: boolean): { connected: boolean } {
  const queries = useQueryClient()
  const [connected, setConnected] = useState(false)
  useEffect(() => {
    if (!watch) {
      return
    }
    const events = new EventSource(`/api/v1/runs/${encodeURIComponent(id)}/events`)
    const take = (event: MessageEvent<string>) => {
      const run: Run = JSON.parse(event.data)
      // Events leave out who asked for the run and how.
      queries.setQueryData<Run>(keys.run(id), (had) => ({ options: had?.options, by: had?.by, ...run }))
      return run
    }
    events.onopen = () => setConnected(true)
    events.onerror = () => setConnected(false)
    events.addEventListener('progress', take)
    events.addEventListener('end', (event) => {
      take(event)
      events.close()
      setConnected(false)
      void queries.invalidateQueries({ queryKey: keys.runs })
      void queries.invalidateQueries({ queryKey: keys.syncs })
    })
    return () => events.close()
  }, [id, watch, queries])
  return { connected }
}
