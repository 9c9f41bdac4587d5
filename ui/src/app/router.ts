import { createRouter } from '@tanstack/react-router'
import { onSessionEnd, queries } from '../api/queries'
import { Failure } from './failure'
import { NotFound } from './not-found'
import { routes } from './routes'
import { parseSearch, stringifySearch } from './search'
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

// What was kept stays until somebody signs in: a page that is still shown would ask for it again.
onSessionEnd(() => {
  const { pathname, href } = router.state.location
  if (pathname !== '/sign-in' && pathname !== '/link') {
    void router.navigate({ to: '/sign-in', search: { return: href } })
  }
})
