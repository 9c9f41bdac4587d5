import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Fixture, fits, legible, open } from './fixture.ts'
import { find, rows, runNow, runs, status, title, turn } from './steps.ts'

let fixture: Fixture
let page: Page

// Partnerize answers 200 to each conversion, and says nothing.
before(async () => {
  fixture = await open({ faults: ['empty:record=yes'], runs: ['orders-to-partnerize'] })
  page = await fixture.enter()
})
after(() => fixture.close())

test('rows that were not confirmed are told wherever one looks for trouble', async () => {
  const needs = page.getByRole('region', { name: 'Needs attention' })
  await needs.getByText(/^\d rows of orders-to-partnerize were accepted and not confirmed/).waitFor()
  await accessible(page)
  await turn(page, { width: 360 })
  await fits(page)
  await turn(page, {})

  await page.goto(`${fixture.server.url}/runs`)
  await runs(page).getByRole('columnheader', { name: 'Unconfirmed' }).waitFor()
  await runs(page).getByText('Completed', { exact: true }).first().waitFor()
  await page.goto(`${fixture.server.url}/syncs`)
  await page.getByRole('link', { name: /^\d unconfirmed$/ }).waitFor() // as the overview has it
  await page.goto(`${fixture.server.url}/runs`)
  await runs(page).getByRole('link').first().click()
  await page.getByRole('term').getByRole('link', { name: 'Unconfirmed' }).click()
  await page.getByText('Only accepted rows without a proper answer').waitFor()
  await rows(page).getByText('Unconfirmed', { exact: true }).first().waitFor()
  await page.getByRole('term').getByRole('link', { name: 'Unconfirmed' }).waitFor()
  await accessible(page)
})

test('what was decided about an unconfirmed row is told no more', async () => {
  await page.goto(fixture.server.url)
  const notice = page.getByText(/^\d rows of orders-to-partnerize were accepted and not confirmed/)
  const before = Number.parseInt(await notice.innerText(), 10)
  await page.getByRole('link', { name: 'Look and decide' }).click()
  await title(page, 'Unconfirmed').waitFor()
  await page.waitForURL(/\/unconfirmed\?sync=orders-to-partnerize$/)
  await status(
    page,
    new RegExp(`^${before} rows\\. Rows that were accepted by an answer that lacked`),
  ).waitFor()
  const list = page.getByRole('list', { name: 'Unconfirmed rows' })
  await list.getByText(/^O-9002 was accepted by Partnerize on .*It was not confirmed/).waitFor()
  await list.getByText('What was sent').first().click()
  await list.getByRole('figure', { name: 'What was sent' }).getByText('conversionref:O-900').waitFor()
  await accessible(page)
  await turn(page, { dark: true, width: 360 })
  await legible(page)
  await fits(page)
  await turn(page, {})
  await page.getByLabel('Choose O-9002', { exact: true }).check()
  await page.getByRole('button', { name: 'Decide about the chosen' }).click()
  await page.getByRole('menuitem', { name: 'Send again…' }).click()
  const question = page.getByRole('dialog', { name: 'Send O-9002 again?' })
  await question.getByText(/the commission is paid twice/).waitFor()
  await question.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Decide about the chosen' }).click()
  await page.getByRole('menuitem', { name: 'Mark delivered…' }).click()
  await page.getByLabel(/^Why/).fill('It is in their report')
  await page.getByRole('button', { name: 'Mark delivered' }).click()
  await page.getByText('O-9002 marked delivered.').waitFor()
  await page.getByLabel('Choose O-9002', { exact: true }).waitFor({ state: 'detached' })
  const lists = page.getByRole('navigation', { name: 'Rows to see to' })
  await lists.getByRole('link', { name: `Unconfirmed ${before - 1}` }).waitFor()
  // The sync is kept from list to list, and all of them are under the same entry of the menu.
  await lists.getByRole('link', { name: 'Refused 0' }).click()
  await title(page, 'Refused').waitFor()
  await page.getByText('No row of orders-to-partnerize is refused').waitFor()
  const menu = page.getByRole('navigation', { name: 'Main' })
  await menu.locator('[aria-current=page]').getByText('Needs attention', { exact: true }).waitFor()
  await menu.getByRole('link', { name: `Needs attention, ${before - 1} rows` }).waitFor()
  await menu.getByRole('link', { name: 'Overview' }).click()
  await page.getByText(`${before - 1} rows of orders-to-partnerize were accepted and not confirmed`).waitFor()
})

test('the story of such a row says so', async () => {
  await page.goto(`${fixture.server.url}/syncs/orders-to-partnerize/rows/O-9001`)
  await status(page, 'Unconfirmed').waitFor()
  await page
    .getByText(/^O-9001 was accepted by Partnerize on .*It was not confirmed: the answer lacked/)
    .waitFor()
  await find(page, fixture.server.url, 'O-9001')
  const found = page.getByRole('list', { name: 'Found' })
  await found.getByText('Unconfirmed', { exact: true }).waitFor()

  // Once somebody has looked and decided, nobody is asked to.
  await found.getByRole('link', { name: 'O-9001', exact: true }).click()
  await page.getByText(/^Partnerize did not confirm it/).waitFor()
  await page.getByRole('button', { name: 'Decide' }).click()
  await page.getByRole('menuitem', { name: 'Mark delivered…' }).click()
  await page.getByLabel(/^Why/).fill('It is in their report')
  await page.getByRole('button', { name: 'Mark delivered' }).click()
  await status(page, 'Marked delivered').waitFor()
  assert.equal(await page.getByText(/^Partnerize did not confirm it/).count(), 0)
  assert.equal(await page.getByRole('button', { name: 'Decide' }).count(), 0)
  // What is known is that person's word, since then.
  await page.getByRole('term').getByText('Decided', { exact: true }).waitFor()
  assert.equal(await page.getByRole('term').getByText('Outcome known').count(), 0)
})

test('of a row that nobody knows, one is led to the search', async () => {
  await page.goto(`${fixture.server.url}/syncs/orders-to-partnerize/rows/${encodeURIComponent('["X-404"]')}`)
  await page.getByText('Nothing is known of it here').waitFor()
  await accessible(page)
  await page.getByRole('link', { name: 'Search for X-404' }).click()
  await page.getByRole('heading', { level: 1, name: 'Where is X-404?' }).waitFor()
})

test('a sync without a schedule has none that could be paused', async () => {
  await page.goto(`${fixture.server.url}/syncs/orders-to-partnerize`)
  await page.getByRole('button', { name: 'Further actions' }).click()
  await page.getByRole('menuitem', { name: 'Delete…' }).waitFor()
  assert.equal(await page.getByRole('menuitem', { name: /the schedule$/ }).count(), 0)
})

test('rows of a run are narrowed by why they were worked on', async () => {
  // They were asked for before the first was known, and that it has ended is learned by another way than its events.
  let [asked, over] = [0, false]
  await page.route('**/api/v1/runs/*/events', (route) => route.abort())
  await page.route('**/api/v1/runs/*', async (route) => {
    const run = await (await route.fetch()).json()
    const status = asked++ === 0 ? 'running' : run.status
    over ||= status === 'completed'
    await route.fulfill({ json: { ...run, status } })
  })
  await page.route('**/api/v1/runs/*/rows?*', (route) =>
    over ? route.fallback() : route.fulfill({ json: { items: [] } }),
  )
  await runNow(page, fixture.server.url, 'customers-to-partnerstack')
  await rows(page).getByText('Added', { exact: true }).first().waitFor()
  await rows(page).getByRole('columnheader', { name: 'Tries' }).waitFor() // not all of them send something
  await page.unrouteAll()
  await page.getByRole('term').getByRole('link', { name: 'Added' }).click()
  await page.waitForURL(/kind=added/)
  await rows(page).getByText('Added', { exact: true }).first().waitFor()
  await page.getByRole('combobox', { name: 'Kind' }).click()
  await page.getByRole('option', { name: 'Changed' }).click()
  await page.waitForURL(/kind=changed/)
  await page.getByText('No row is like that').waitFor()
  await page.getByRole('link', { name: 'Export these as CSV' }).waitFor()
  await accessible(page)
})

/** alter changes the project's file, and runs a sync as it is now. */
async function alter(from: string, to: string, sync: string) {
  const file = join(fixture.server.dir, 'waybill.yaml')
  const yaml = await readFile(file, 'utf8')
  assert.ok(yaml.includes(from), from)
  await writeFile(file, yaml.replace(from, to))
  await fixture.server.waybill('apply')
  await fixture.server.run(sync)
}

test('a change that was refused does not deny what was accepted before', async () => {
  const sync = 'customers-to-partnerstack'
  await alter('partner_key: partner', 'partner_key: {value: nobody}', sync)
  await page.goto(`${fixture.server.url}/syncs/${sync}/rows/${encodeURIComponent('["C-1001"]')}`)
  await page.getByText(/^Records that may be repeated leave no receipt/).waitFor()
  await page.getByText(/^Correct the row in its source/).waitFor()
})
