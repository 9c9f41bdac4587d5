import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import axe from 'axe-core'
import { type Browser, type BrowserContext, type Cookie, chromium, type Page } from 'playwright-core'
import { otherwise } from './otherwise.ts'
import { becomeAdmin, becomeViewer, toOverview } from './people.ts'
import { type Server, type ServerOptions, startServer } from './server.ts'

// Chromium without the windows around its pages is the same browser, and starts in half the time.
const chromiums = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

// A test runs the code of a page a few times: to optimise it is work for nobody.
const unoptimised = '--js-flags=--no-opt --no-maglev --single-threaded-gc'

/** patience is how long something is waited for, on a machine that is slow and has other things to do. */
export const patience = 45_000

/** Fixture is a server and a browser. Whatever is wrong on any page fails the test that closes it. */
export interface Fixture {
  server: Server
  browser: Browser
  /** A new visitor, who is nobody yet. */
  visit: (options?: VisitOptions) => Promise<Page>
  /** A new window of the admin, on the overview. They sign in once: the forms have tests of their own. */
  enter: (options?: VisitOptions) => Promise<Page>
  /** The window of a viewer whom the admin has invited, on the overview. There is one for each server. */
  invite: (options?: VisitOptions) => Promise<Page>
  close: () => Promise<void>
}

export interface VisitOptions {
  width?: number
  height?: number
  dark?: boolean
}

interface FixtureOptions extends ServerOptions {
  /** Whether time is measured: the browser is then as people have it. */
  timed?: boolean
}

export async function open({ timed = false, ...options }: FixtureOptions = {}): Promise<Fixture> {
  const server = await startServer(options)
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? chromiums.find(existsSync),
    args: timed ? flags : [...flags, unoptimised],
  })
  const wrong: string[] = []
  let session: Cookie[] = []
  const visit = async ({ width = 1280, height = 800, dark = false }: VisitOptions = {}) => {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
    })
    context.setDefaultTimeout(patience)
    watch(context, server.url, wrong)
    const page = await context.newPage()
    await otherwise(page)
    return page
  }
  const comeIn = async (page: Page) => {
    if (session.length === 0) {
      await becomeAdmin(page.request, server)
      session = await page.context().cookies()
    }
    await page.context().addCookies(session)
  }
  const enter = async (options?: VisitOptions) => {
    const page = await visit(options)
    await comeIn(page)
    return toOverview(page, server.url)
  }
  const invite = async (options?: VisitOptions) => {
    const page = await visit(options)
    await comeIn(page)
    await becomeViewer(page, server.url)
    return toOverview(page, server.url)
  }
  const close = async () => {
    await browser.close()
    await server.stop()
    assert.deepEqual(wrong, [], 'what went wrong on the pages')
  }
  return { server, browser, visit, enter, invite, close }
}

// The browser's own line about a request that was refused on purpose, or while nobody is signed in.
const forgiven = /Failed to load resource: the server responded with a status of (4\d\d|503)|net::ERR_FAILED/

/** watch notes errors of the console, and requests that go elsewhere. */
function watch(context: BrowserContext, url: string, wrong: string[]) {
  context.on('console', (message) => {
    if (message.type() === 'error' && !forgiven.test(message.text())) {
      wrong.push(`console: ${message.text()} (${message.page()?.url()})`)
    }
  })
  context.on('weberror', (error) => wrong.push(`uncaught: ${error.error().stack}`))
  context.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`) && !request.url().startsWith('data:')) {
      wrong.push(`a request to ${request.url()}`)
    }
  })
}

interface Violation {
  id: string
  impact: string
  nodes: string[]
}

// Of what axe calls good practice, the rules whose breach it calls serious: of others nothing would be told.
const practice = [
  'accesskeys',
  'aria-dialog-name',
  'aria-text',
  'aria-treeitem-name',
  'label-title-only',
  'tabindex',
]
const rules = axe
  .getRules(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
  .filter(({ tags }) => !tags.includes('experimental') && !tags.includes('deprecated'))
  .map(({ ruleId }) => ruleId)
  .concat(practice)

// Half as long as what is imported here, which each page has to read anew.
const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** accessible fails if axe finds anything serious on the page as it is. */
export const accessible = (page: Page) => examine(page, { type: 'rule', values: rules })

/** legible fails if axe finds colours too near to each other: all that another theme can spoil. */
export const legible = (page: Page) =>
  examine(page, { type: 'rule', values: ['color-contrast', 'link-in-text-block'] })

async function examine(page: Page, runOnly: axe.RunOnly) {
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(source)
  }
  const found = await page.evaluate(async (runOnly): Promise<Violation[]> => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, {
      resultTypes: ['violations'], // of what passes, one example is enough
      runOnly,
      preload: false, // there is nothing to hear or see that plays
    })
    return violations.map((v) => ({
      id: v.id,
      impact: v.impact ?? '',
      nodes: v.nodes.map((n) => `${n.html} ${n.failureSummary ?? ''}`),
    }))
  }, runOnly)
  const serious = found.filter((v) => v.impact === 'serious' || v.impact === 'critical')
  assert.deepEqual(serious, [], `axe on ${page.url()}`)
}

/** fits fails if the page scrolls sideways, once what moves when a window changes its size has come to rest. */
export async function fits(page: Page) {
  await page
    .waitForFunction(
      () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
      undefined,
      { timeout: 2_000 },
    )
    .catch(() => undefined) // how far it scrolls is said below
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  assert.ok(over <= 0, `${page.url()} scrolls sideways by ${over} px`)
}
