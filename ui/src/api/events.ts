import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { keys, patience } from './queries'
import type { Run } from './schema'

/** ended says of a run whether it goes on no more. */
export function ended(run: Pick<Run, 'status'>): boolean {
  return run.status !== 'queued' && run.status !== 'running'
}

/**
 * useRunEvents keeps a run up to date while it goes on: the server sends the run whenever it has changed. The
 * run in the cache, where it is under the name that was asked for, is replaced; when it ends all that hangs on
 * it is read again. It returns whether the server can be heard. When it cannot, the run is asked for as well,
 * so that whoever looks is told that the server is away.
 */
export function useRunEvents(asked: string, run: Run | undefined): { connected: boolean } {
  const queries = useQueryClient()
  const [connected, setConnected] = useState(false)
  const id = run && !ended(run) ? run.id : undefined
  useEffect(() => {
    if (!id) {
      return
    }
    const take = (event: MessageEvent<string>) => {
      const run: Run = JSON.parse(event.data)
      // Events leave out who asked for the run and how.
      queries.setQueryData<Run>(keys.run(asked), (had) => ({ options: had?.options, by: had?.by, ...run }))
    }
    const end = () => {
      setConnected(false)
      void queries.invalidateQueries({ queryKey: keys.runs })
      void queries.invalidateQueries({ queryKey: keys.syncs })
    }
    const lost = () => {
      setConnected(false)
      void queries.invalidateQueries({ queryKey: keys.run(asked), exact: true })
    }
    return listen(id, { open: () => setConnected(true), take, end, lost })
  }, [asked, id, queries])
  return { connected }
}

interface Listener {
  open: () => void
  take: (event: MessageEvent<string>) => void
  end: () => void
  lost: () => void
}

/** listen hears the events of a run until it ends, or the function that it returns is called. */
function listen(id: string, { open, take, end, lost }: Listener): () => void {
  let timer: number | undefined
  let events: EventSource | undefined
  const begin = () => {
    const source = new EventSource(`/api/v1/runs/${encodeURIComponent(id)}/events`)
    events = source
    source.onopen = open
    source.onerror = () => {
      lost()
      // The browser connects again by itself, but not after an answer that is none, such as a proxy's.
      if (source.readyState === EventSource.CLOSED) {
        timer = window.setTimeout(begin, patience)
      }
    }
    source.addEventListener('progress', take)
    source.addEventListener('end', (event) => {
      take(event)
      source.close()
      end()
    })
  }
  begin()
  return () => {
    window.clearTimeout(timer)
    events?.close()
  }
}
