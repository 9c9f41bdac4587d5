import { IconCloudOff } from '@tabler/icons-react'
import { notifyManager } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { unreached } from '../api/problem'
import { patience, queries } from '../api/queries'
import { Time } from '../components/Time'
import classes from './away.module.css'

/** Away says, while the server cannot be reached, how old is what the page shows. */
export function Away() {
  const since = useSyncExternalStore(subscribe, oldest)
  const away = since !== undefined
  useEffect(() => {
    if (!away) {
      return
    }
    // Some of it is read seldom by itself, or never.
    const timer = window.setInterval(() => {
      for (const query of lost()) {
        void queries.refetchQueries({ queryKey: query.queryKey, exact: true })
      }
    }, patience)
    return () => window.clearInterval(timer)
  }, [away])
  return (
    <div role="status">
      {away && (
        <p className={classes.away}>
          <IconCloudOff size={16} aria-hidden />
          <span>
            The server cannot be reached. What you see is from{' '}
            <Time at={new Date(since).toISOString()} show="full" />; it goes on by itself once the server is
            back.
          </span>
        </p>
      )}
    </div>
  )
}

const cache = queries.getQueryCache()

function subscribe(changed: () => void) {
  return cache.subscribe(notifyManager.batchCalls(changed))
}

/** lost is what is shown and could not be read again. */
function lost() {
  return cache
    .findAll({ type: 'active' })
    .filter(({ state }) => state.data !== undefined && state.error && unreached(state.error))
}

/** oldest is when the oldest of it was read. */
function oldest(): number | undefined {
  const times = lost().map(({ state }) => state.dataUpdatedAt)
  return times.length > 0 ? Math.min(...times) : undefined
}
