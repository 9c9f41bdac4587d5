import { createRouter } from '@tanstack/react-router'
import { onSessionEnd } from '../api/client'
import { queries } from '../api/queries'
import { unsaved } from '../components/unsaved'
import { Failure } from './failure'
import { NotFound } from './not-found'
import { routes } from './routes'
import { parseSearch, stringifySearch } from './search'
import { sessionEnd } from './session-end'
import { Waiting } from './waiting'

export const router = createRouter({
  routeTree: routes,
  context: { queries },
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0, // the queries decide what is fresh
  defaultErrorComponent: Failure,
  defaultNotFoundComponent: NotFound,
  defaultPendingComponent: Waiting,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
  interface HistoryState {
    /** How many pages of a list lie behind this one, in this tab. */
    deeper?: number
  }
}

// Whoever is at a form stays there: what was typed would be lost. What else was kept stays until somebody signs in: a page that is still shown would ask for it again.
onSessionEnd(() => {
  const { pathname, href } = router.state.location
  if (unsaved()) {
    sessionEnd.put(true)
    return
  }
  if (pathname !== '/sign-in' && pathname !== '/link') {
    void router.navigate({ to: '/sign-in', search: { return: href } })
  }
})
