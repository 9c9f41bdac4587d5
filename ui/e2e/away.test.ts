import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { accessible, type Fixture, open, patience } from './fixture.ts'
import { toOverview } from './people.ts'
import { runNow, title } from './steps.ts'

let f: Fixture
let admin: BrowserContext

before(async () => {
  f = await open()
  const page = await f.enter()
  admin = page.context()
  await page.close() // what it asks for while the server is away would be an error
})
after(() => f.close())

/** visitor is somebody whose console may have errors: those of files that do not come. */
async function visitor(): Promise<Page> {
  const page = await f.browser.newPage({ storageState: await admin.storageState() })
  page.setDefaultTimeout(patience)
  return toOverview(page, f.server.url)
}

test('a page that is opened while the server is away opens once it is back', async () => {
  const page = await visitor()
  await page.route('**/*', (route) => route.abort())
  await page.getByRole('link', { name: 'Models', exact: true }).click()
  await title(page, 'The server cannot be reached').waitFor()
  await page.unroute('**/*')
  await title(page, 'Models').waitFor()
  assert.equal(new URL(page.url()).pathname, '/models')
})

test('while the server is away, a run says since when its figures are, and goes on once it is back', async () => {
  await f.server.faults('slow=20s') // it is away before the first of them is answered
  const page = await visitor()
  await runNow(page, f.server.url, 'orders-to-partnerize')
  const figures = page.getByText(/of 5 rows done$/)
  await figures.waitFor()
  const told = page.getByText(/^The server cannot be reached\. What you see is from \d+ \w+ 20\d\d, \d\d:/)
  assert.equal(await told.count(), 0)
  const back = await f.server.kill()
  await told.waitFor()
  await figures.waitFor()
  // Its clock ticks on by itself.
  const clock = page.getByText(/ for \d+ s · /)
  const was = await clock.innerText()
  await page.getByText(was, { exact: true }).waitFor({ state: 'detached' })
  await clock.waitFor()
  await f.server.faults()
  await back()
  await told.waitFor({ state: 'detached' })
  await page.getByRole('progressbar').waitFor({ state: 'detached' })
})

test('a page of an older version of the interface is loaded anew, once', async () => {
  const page = await visitor()
  let loads = 0
  page.on('domcontentloaded', () => loads++)
  await page.route(/\/assets\/models-/, (route) =>
    loads === 0 ? route.fulfill({ status: 404, body: 'gone' }) : route.continue(),
  )
  await page.getByRole('link', { name: 'Models', exact: true }).click()
  await title(page, 'Models').waitFor()
  assert.equal(loads, 1)
})

test('a dialog whose code does not come leaves what was typed', async () => {
  const page = await visitor()
  await page.getByRole('link', { name: 'Models', exact: true }).click()
  await page.getByRole('link', { name: 'Add model' }).click()
  const sql = page.getByRole('textbox', { name: 'SQL' })
  await sql.click()
  await page.keyboard.type('select 1 as one ') // behind a word, completions would be open
  await page.route(/\/assets\/(QuestionDialog|Keys)-/, (route) =>
    route.fulfill({ status: 404, body: 'gone' }),
  )
  await page.getByRole('link', { name: 'Runs', exact: true }).click()
  const lost = page.getByRole('alert').filter({ hasText: 'A part of this page could not be loaded' })
  await lost.getByRole('button', { name: 'Load the page again' }).waitFor()
  await accessible(page)
  await title(page, 'Add model').waitFor()
  await sql.getByText('select 1 as one').waitFor()
  await page.getByRole('main').focus()
  await page.keyboard.press('?')
  await lost.nth(1).waitFor()
  await title(page, 'Add model').waitFor()
})

test('a page whose code never comes says so, and is not loaded for ever', async () => {
  const page = await visitor()
  let loads = 0
  page.on('domcontentloaded', () => loads++)
  await page.route(/\/assets\/models-/, (route) => route.fulfill({ status: 404, body: 'gone' }))
  await page.getByRole('link', { name: 'Models', exact: true }).click()
  await title(page, 'This page cannot be shown').waitFor()
  await page.getByRole('button', { name: 'Load the page again' }).waitFor()
  assert.equal(loads, 1)
})
