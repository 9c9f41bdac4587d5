import { createRootRouteWithContext, createRoute, redirect } from '@tanstack/react-router'
import { ProblemError } from '../api/problem'
import type { queries } from '../api/queries'
import { sessionQuery } from '../api/session'
import { typeSearch } from '../pages/destination-new/search'
import { modelNewSearch } from '../pages/model-new/search'
import { openSearch } from '../pages/open/search'
import { rowSearch } from '../pages/row/search'
import { runSearch } from '../pages/run/search'
import { runsSearch } from '../pages/runs/search'
import { searchSearch } from '../pages/search/search'
import { alertsSearch } from '../pages/settings-alerts/search'
import { auditSearch } from '../pages/settings-audit/search'
import { peopleSearch } from '../pages/settings-people/search'
import { secretsSearch } from '../pages/settings-secrets/search'
import { tokensSearch } from '../pages/settings-tokens/search'
import { signInSearch } from '../pages/sign-in/search'
import { sourceSearch } from '../pages/source/search'
import { storySearch } from '../pages/story/search'
import { syncSearch } from '../pages/sync/search'
import { syncNewSearch } from '../pages/sync-edit/search'
import { planSearch } from '../pages/sync-plan/search'
import { syncsSearch } from '../pages/syncs/search'
import { NotFound } from './not-found'
import { page } from './page'
import { Shell } from './shell'

interface Context {
  queries: typeof queries
}

const root = createRootRouteWithContext<Context>()({ notFoundComponent: NotFound })

// Everything behind it needs somebody who is signed in.
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.ensureQueryData(sessionQuery)
    } catch (error) {
      if (error instanceof ProblemError && error.problem.status === 401) {
        throw redirect({ to: '/sign-in', search: { return: location.href }, replace: true })
      }
      throw error
    }
  },
})

const within = () => shell

// A page is a folder: its code is loaded when it is first opened.
const overview = createRoute({
  getParentRoute: within,
  path: '/',
  component: page(() => import('../pages/overview')),
})
const syncs = createRoute({
  getParentRoute: within,
  path: '/syncs',
  validateSearch: syncsSearch,
  component: page(() => import('../pages/syncs')),
})
const syncNew = createRoute({
  getParentRoute: within,
  path: '/syncs/new',
  validateSearch: syncNewSearch,
  component: page(() => import('../pages/sync-new')),
})
const sync = createRoute({
  getParentRoute: within,
  path: '/syncs/$name',
  validateSearch: syncSearch,
  component: page(() => import('../pages/sync')),
})
const syncEdit = createRoute({
  getParentRoute: within,
  path: '/syncs/$name/edit',
  validateSearch: syncNewSearch,
  component: page(() => import('../pages/sync-edit')),
})
const syncPlan = createRoute({
  getParentRoute: within,
  path: '/syncs/$name/plan',
  validateSearch: planSearch,
  component: page(() => import('../pages/sync-plan')),
})
const story = createRoute({
  getParentRoute: within,
  path: '/syncs/$sync/rows/$key',
  validateSearch: storySearch,
  component: page(() => import('../pages/story')),
})
const runs = createRoute({
  getParentRoute: within,
  path: '/runs',
  validateSearch: runsSearch,
  component: page(() => import('../pages/runs')),
})
const run = createRoute({
  getParentRoute: within,
  path: '/runs/$id',
  validateSearch: runSearch,
  component: page(() => import('../pages/run')),
})
const row = createRoute({
  getParentRoute: within,
  path: '/runs/$id/rows/$key',
  validateSearch: rowSearch,
  component: page(() => import('../pages/row')),
})
const inDoubt = createRoute({
  getParentRoute: within,
  path: '/in-doubt',
  validateSearch: openSearch,
  component: page(() => import('../pages/in-doubt')),
})
const refused = createRoute({
  getParentRoute: within,
  path: '/refused',
  validateSearch: openSearch,
  component: page(() => import('../pages/refused')),
})
const unconfirmed = createRoute({
  getParentRoute: within,
  path: '/unconfirmed',
  validateSearch: openSearch,
  component: page(() => import('../pages/unconfirmed')),
})
const search = createRoute({
  getParentRoute: within,
  path: '/search',
  validateSearch: searchSearch,
  component: page(() => import('../pages/search')),
})
const models = createRoute({
  getParentRoute: within,
  path: '/models',
  component: page(() => import('../pages/models')),
})
const modelNew = createRoute({
  getParentRoute: within,
  path: '/models/new',
  validateSearch: modelNewSearch,
  component: page(() => import('../pages/model-new')),
})
const model = createRoute({
  getParentRoute: within,
  path: '/models/$name',
  component: page(() => import('../pages/model')),
})
const sources = createRoute({
  getParentRoute: within,
  path: '/sources',
  component: page(() => import('../pages/sources')),
})
const sourceNew = createRoute({
  getParentRoute: within,
  path: '/sources/new',
  validateSearch: typeSearch,
  component: page(() => import('../pages/source-new')),
})
const source = createRoute({
  getParentRoute: within,
  path: '/sources/$name',
  validateSearch: sourceSearch,
  component: page(() => import('../pages/source')),
})
const destinations = createRoute({
  getParentRoute: within,
  path: '/destinations',
  component: page(() => import('../pages/destinations')),
})
const destinationNew = createRoute({
  getParentRoute: within,
  path: '/destinations/new',
  validateSearch: typeSearch,
  component: page(() => import('../pages/destination-new')),
})
const destination = createRoute({
  getParentRoute: within,
  path: '/destinations/$name',
  component: page(() => import('../pages/destination')),
})
const settings = createRoute({
  getParentRoute: within,
  path: '/settings',
  component: page(() => import('../pages/settings')),
})
const inSettings = () => settings
const settingsIndex = createRoute({
  getParentRoute: inSettings,
  path: '/',
  beforeLoad: ({ context }) => {
    // The first one that there is something for them in.
    const admin = context.queries.getQueryData(sessionQuery.queryKey)?.rights.includes('admin')
    throw redirect({ to: admin ? '/settings/people' : '/settings/tokens', replace: true })
  },
})
const people = createRoute({
  getParentRoute: inSettings,
  path: '/people',
  validateSearch: peopleSearch,
  component: page(() => import('../pages/settings-people')),
})
const tokens = createRoute({
  getParentRoute: inSettings,
  path: '/tokens',
  validateSearch: tokensSearch,
  component: page(() => import('../pages/settings-tokens')),
})
const audit = createRoute({
  getParentRoute: inSettings,
  path: '/audit',
  validateSearch: auditSearch,
  component: page(() => import('../pages/settings-audit')),
})
const retention = createRoute({
  getParentRoute: inSettings,
  path: '/retention',
  component: page(() => import('../pages/settings-retention')),
})
const alerts = createRoute({
  getParentRoute: inSettings,
  path: '/alerts',
  validateSearch: alertsSearch,
  component: page(() => import('../pages/settings-alerts')),
})
const secrets = createRoute({
  getParentRoute: inSettings,
  path: '/secrets',
  validateSearch: secretsSearch,
  component: page(() => import('../pages/settings-secrets')),
})
const about = createRoute({
  getParentRoute: inSettings,
  path: '/about',
  component: page(() => import('../pages/settings-about')),
})
const account = createRoute({
  getParentRoute: within,
  path: '/account',
  component: page(() => import('../pages/account')),
})
const nothing = createRoute({ getParentRoute: within, path: '$', component: NotFound })
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: page(() => import('../pages/sign-in')),
})
const link = createRoute({
  getParentRoute: () => root,
  path: '/link',
  component: page(() => import('../pages/link')),
})

export const routes = root.addChildren([
  shell.addChildren([
    overview,
    syncs,
    syncNew,
    sync,
    syncEdit,
    syncPlan,
    story,
    runs,
    run,
    row,
    inDoubt,
    refused,
    unconfirmed,
    search,
    models,
    modelNew,
    model,
    sources,
    sourceNew,
    source,
    destinations,
    destinationNew,
    destination,
    settings.addChildren([settingsIndex, people, tokens, audit, retention, alerts, secrets, about]),
    account,
    nothing,
  ]),
  signIn,
  link,
])
