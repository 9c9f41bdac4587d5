import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Fixture, fits, legible, open } from './fixture.ts'
import { added, conversions, flawed } from './project.ts'
import { find, reasons, rows, runNow, runs, status, title, turn } from './steps.ts'

let f: Fixture

before(async () => {
  f = await open({ runs: ['customers-to-partnerstack'], project: withSyncs })
})
after(() => f.close())

/** withSyncs gives the sample more to watch: of 130 orders 13 have no click, and 4 of the others no quantity. */
function withSyncs(yaml: string): string {
  return added(
    yaml,
    [flawed('many', 130), flawed('slow', 200), flawed('held', 9)],
    [
      conversions('many-sync', 'many'),
      conversions('slow-sync', 'slow'),
      conversions('held-sync', 'held', 'brakes: {max_rows: 3}'),
    ],
  ).replace('type: partnerize\n', 'type: partnerize\n    rate: {requests: 25, per: 1s}\n') // as slow as a test has to look
}

const run = (page: Page, sync: string) => runNow(page, f.server.url, sync)

test('a run is watched to its end, and its refused rows are looked into', async () => {
  const page = await f.enter()
  await run(page, 'many-sync')
  await page.getByRole('progressbar', { name: 'Progress of many-sync' }).waitFor()
  await page.getByText(/\d+ of 113 rows done|\d+ of 130 rows done/).waitFor()
  await accessible(page)
  await status(page, 'Completed').waitFor()
  await page.getByRole('progressbar').waitFor({ state: 'detached' })

  // By reason, and from a reason to its rows.
  const click = reasons(page).getByRole('row', { name: /A click reference is required/ })
  await click.getByText('13', { exact: true }).waitFor()
  await click.getByRole('link').click()
  await page.getByText('Only rows with the reason').waitFor()
  await rows(page).getByText('many-0010', { exact: true }).waitFor()
  await rows(page).getByText('many-0029', { exact: true }).waitFor({ state: 'detached' })
  assert.equal(await rows(page).getByRole('row').count(), 1 + 13)
  await page.getByRole('link', { name: 'Show all' }).click()

  // By message, and all of that in the address.
  await page.getByRole('searchbox', { name: 'Search in messages' }).fill('QUANTITY')
  await page.waitForURL(/message=QUANTITY/)
  await rows(page).getByText('many-0029', { exact: true }).waitFor()
  await rows(page).getByText('many-0010', { exact: true }).waitFor({ state: 'detached' })
  await page.reload()
  await rows(page).getByText('many-0058', { exact: true }).waitFor()
  await page.getByRole('searchbox', { name: 'Search in messages' }).fill('')
  await page.getByRole('searchbox', { name: 'Find a key' }).fill('many-0007')
  await rows(page).getByText('many-0007', { exact: true }).waitFor()
  await rows(page).getByText('many-0029', { exact: true }).waitFor({ state: 'detached' })
})

test('rows come in pages, and one goes back as one came', async () => {
  const page = await f.enter()
  await page.goto(`${f.server.url}/syncs/many-sync`)
  await page.getByRole('region', { name: 'Last runs' }).getByRole('link').first().click()
  await title(page, 'Run of many-sync').waitFor()
  const pages = page.getByRole('navigation', { name: 'Pages of rows' })
  await rows(page).getByText('many-0001', { exact: true }).waitFor()
  await pages.getByRole('button', { name: 'Next' }).click()
  await rows(page).getByText('many-0051', { exact: true }).waitFor()
  await pages.getByRole('button', { name: 'Next' }).click()
  await rows(page).getByText('many-0130', { exact: true }).waitFor()
  assert.ok(await pages.getByRole('button', { name: 'Next' }).isDisabled())
  await pages.getByRole('button', { name: 'Previous' }).click()
  await rows(page).getByText('many-0051', { exact: true }).waitFor()
  await pages.getByRole('button', { name: 'Previous' }).click()
  await rows(page).getByText('many-0001', { exact: true }).waitFor()
})

test('one chosen row is tried again, and what that does is said', async () => {
  const page = await f.enter()
  await page.goto(`${f.server.url}/runs?sync=many-sync`)
  await runs(page).getByRole('link').first().click()
  await title(page, 'Run of many-sync').waitFor()
  const before = page.url()
  await page.getByRole('term').getByRole('link', { name: 'Refused' }).click()
  await page.getByRole('checkbox', { name: 'Choose many-0020' }).check()
  await rows(page).getByText('many-0020', { exact: true }).click()
  await title(page, 'many-0020').waitFor()
  await page.goBack()
  await page.getByText('1 row chosen').waitFor()
  await page.getByRole('button', { name: 'Retry chosen…' }).click()
  await page.getByRole('dialog').getByText('The model is read again').waitFor()
  await accessible(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Retry' }).click()
  await page.waitForURL((url) => !before.includes(url.pathname))
  await status(page, 'Completed').waitFor()
  await page.getByText('Retry of 1 chosen row').waitFor()
  await page.getByText('ada@example.com').first().waitFor()
  await rows(page).getByText('many-0020', { exact: true }).waitFor()
  assert.equal(await rows(page).getByRole('row').count(), 1 + 1)
  await page.getByRole('link', { name: 'Previous run' }).click()
  await page.waitForURL((url) => before.includes(url.pathname))
  await page.getByRole('link', { name: 'Next run' }).waitFor()
})

test('what is ticked stays so over pages and filters, and is tried again together', async () => {
  const page = await f.enter()
  await page.goto(`${f.server.url}/runs?sync=many-sync`)
  await runs(page).getByRole('link').last().click()
  const pages = page.getByRole('navigation', { name: 'Pages of rows' })
  await page.getByRole('checkbox', { name: 'Choose many-0020' }).check()
  await pages.getByRole('button', { name: 'Next' }).click()
  await page.getByText('1 row chosen, not shown here').waitFor()
  await page.getByRole('checkbox', { name: 'Choose all on this page' }).check()
  // 60, 70, 80, 90 and 100 have no click, 58 and 87 no quantity.
  await page.getByText('8 rows chosen, 1 of them not shown').waitFor()
  await page.getByRole('checkbox', { name: 'Choose all on this page' }).uncheck()
  await page.getByText('1 row chosen, not shown here').waitFor()
  await page.getByRole('checkbox', { name: 'Choose many-0058' }).check()
  await page.getByRole('searchbox', { name: 'Find a key' }).fill('many-0029')
  await page.getByRole('checkbox', { name: 'Choose many-0029' }).check()
  await page.getByText('3 rows chosen, 2 of them not shown').waitFor()
  await accessible(page)
  await page.getByRole('button', { name: 'Retry chosen…' }).click()
  await page.getByRole('dialog', { name: 'Try 3 rows again?' }).getByRole('button', { name: 'Retry' }).click()
  await page.getByText('Retry of 3 chosen rows').waitFor()
  for (const key of ['many-0020', 'many-0029', 'many-0058']) {
    await rows(page).getByText(key, { exact: true }).waitFor()
  }
  await page.goBack()
  await page.getByRole('checkbox', { name: 'Choose many-0029' }).check()
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await page.getByText('Tick refused or deferred rows').waitFor()
})

test('a slow run is cancelled', async () => {
  await f.server.faults('slow=1s')
  const page = await f.enter()
  await run(page, 'slow-sync')
  await page.getByText(/of \d+ rows done/).waitFor()
  await page.goto(f.server.url)
  await page.getByRole('progressbar', { name: 'Progress of slow-sync' }).waitFor()
  await page.getByRole('region', { name: 'Running now' }).getByRole('link', { name: 'slow-sync' }).click()
  await page.getByRole('button', { name: 'Cancel…' }).click()
  await page.getByRole('dialog').getByText('What is on its way is settled first.').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the run' }).click()
  await page.getByText('ada@example.com has ended it: what is on its way is settled first.').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Cancel…' }).count(), 0)
  await status(page, 'Cancelled').waitFor()
  await f.server.faults()
  await page.getByText('Cancelled by ada@example.com.').waitFor()
  await page.getByText(/^\d+ rows were not sent, and wait for the next run\. The next run compares/).waitFor()
  // The search knows where an order is that the run did not get to.
  await page.goto(`${page.url()}?outcome=deferred`)
  const key = await rows(page).getByRole('link').last().innerText()
  await find(page, f.server.url, key)
  const hit = page.getByRole('list', { name: 'Found' })
  await hit.getByText(`${key} was not sent to Partnerize (sync slow-sync): the run was cancelled.`).waitFor()
  await hit.getByText('It waits for the next run, and none is due: the sync has no schedule.').waitFor()
  await page.getByRole('region', { name: 'What is known' }).getByText(key, { exact: true }).waitFor()
  await page.getByRole('main').getByText('Not sent', { exact: true }).first().waitFor()
  await page.goto(f.server.url) // no schedule comes for these rows, and the overview says so
  const needs = page.getByRole('region', { name: 'Needs attention' })
  await needs.getByText(/^\d+ rows of slow-sync are not sent yet$/).waitFor()
  await accessible(page)
})

test('a held run is discarded with a reason, and the next one approved', async () => {
  const page = await f.enter()
  await run(page, 'held-sync')
  await status(page, 'Held').waitFor()
  await page.getByText('9 rows would be sent, more than 3.').waitFor()
  await page.getByRole('button', { name: 'Discard…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Discard the run' }).click()
  await page.getByText('Say why: it is kept in the audit.').waitFor()
  const why = page.getByRole('dialog').getByLabel(/^Why/)
  await why.fill('w'.repeat(600))
  await page.getByRole('dialog').getByRole('button', { name: 'Discard the run' }).dblclick()
  await page.getByText('No longer than 500 characters: this has 600.').waitFor()
  assert.equal((await why.inputValue()).length, 600)
  await why.fill('imported twice')
  await page.getByRole('dialog').getByRole('button', { name: 'Discard the run' }).click()
  await status(page, 'Discarded').waitFor()
  await page.getByText(/Discarded by ada@example.com \(imported twice\)/).waitFor()

  await run(page, 'held-sync')
  await status(page, 'Held').waitFor()
  await page.getByRole('link', { name: 'See plan' }).click()
  await title(page, 'Plan of held-sync').waitFor()
  await page.getByText(/The run would be held/).waitFor()
  await page.getByRole('list', { name: 'Planned rows' }).getByText('held-0001', { exact: true }).click()
  await page.getByText('conversionref:held-0001', { exact: false }).last().waitFor()
  await accessible(page)
  await page.getByRole('button', { name: 'Approve…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Approve and run' }).click()
  await title(page, 'Run of held-sync').waitFor()
  await status(page, 'Completed').waitFor()
  await page.goto(`${f.server.url}/runs?sync=held-sync`)
  await runs(page).getByText('Discarded', { exact: true }).waitFor()
  const approved = runs(page).getByRole('row', { name: /Approved/ })
  await approved.getByRole('link').click()
  const words = page.getByText(/^Approved by ada@example\.com as run .* It was held: 9 rows would be sent/)
  await words.getByRole('link').click()
  await status(page, 'Completed').waitFor()
})

test('accepted rows are planned to be sent again by their exact number only', async () => {
  const page = await f.enter()
  await page.goto(`${f.server.url}/syncs/held-sync/plan`)
  await page.getByText('Options of the run').click()
  await page.getByRole('radio', { name: 'Full resync' }).check()
  await page.waitForURL(/how=full/)
  await page.getByText('would not be sent again').waitFor()
  const number = page.getByLabel('Send accepted rows again: their exact number')
  await number.fill('7')
  await page.getByRole('button', { name: 'Plan with it' }).click()
  await page.getByText('It is not 7. The plan names 9.').waitFor()
  await number.fill('9')
  await page.getByRole('button', { name: 'Plan with it' }).click()
  await page.getByRole('heading', { name: 'A run would send 9 rows' }).waitFor()
})

test('what failed in the last run, and what will be sent next, take three clicks', async () => {
  const page = await f.enter()
  let clicks = 0
  const click = async (name: string | RegExp) => {
    clicks++
    await page.getByRole('main').getByRole('link', { name }).first().click()
  }
  await page.goto(f.server.url)
  await page.getByText(/^\d+ rows of \d+ syncs are refused/).waitFor()
  await click('17 rows of many-sync')
  await status(page, /^17 rows\. Rows that the vendor refused/).waitFor()
  const why = page.getByRole('list', { name: 'Refused rows' }).getByText(/A click reference is required/)
  await why.nth(12).waitFor()
  assert.ok(clicks <= 3, `it took ${clicks} clicks`)
  await page.goto(f.server.url)
  clicks = 0
  await click('many-sync')
  await click('Plan')
  await page.getByRole('heading', { name: /^A run would/ }).waitFor()
  assert.ok(clicks <= 3, `it took ${clicks} clicks`)
})

test('runs are narrowed by statuses in the address', async () => {
  const page = await f.enter()
  await page.goto(`${f.server.url}/runs?status=cancelled,held`)
  const list = runs(page)
  await list.getByText('Cancelled').first().waitFor()
  assert.equal(await list.getByText('Completed').count(), 0)
  await page.getByRole('combobox', { name: 'Sync', exact: true }).click()
  await page.getByRole('option', { name: 'slow-sync' }).click()
  await page.waitForURL(/sync=slow-sync/)
  await list.getByText('held-sync').first().waitFor({ state: 'detached' })
})

test('viewers see all of it and change nothing', async () => {
  const page = await f.invite()
  await page.getByRole('link', { name: 'See why' }).first().click()
  const refused = page.getByRole('list', { name: 'Refused rows' })
  await refused.getByRole('link', { name: 'many-0020', exact: true }).waitFor()
  for (const name of [/^Retry/, /^Cancel/, /^Approve/, /^Run now/, /^Decide/]) {
    assert.equal(await page.getByRole('button', { name }).count(), 0, String(name))
  }
  assert.equal(await page.getByRole('checkbox').count(), 0)
  await page.goto(`${f.server.url}/syncs/many-sync`)
  await page.getByRole('heading', { name: 'Mapping' }).waitFor()
  assert.equal(await page.getByRole('button', { name: /Run now|Further/ }).count(), 0)
  await page.goto(`${f.server.url}/syncs/many-sync/plan`)
  await page.getByText('Planning reads the whole model').waitFor()
  await accessible(page)
})

test('pages are accessible and fit a phone, dark and light', async () => {
  const page = await f.enter({ width: 360, height: 740 })
  const wait: Record<string, () => Promise<void>> = {
    '/': () => page.getByRole('heading', { name: 'Next runs' }).waitFor(),
    '/runs': () => runs(page).getByRole('link').first().waitFor(),
    '/syncs/many-sync': () => page.getByRole('heading', { name: 'Over time' }).waitFor(),
    '/syncs/many-sync/plan?how=full': () => page.getByRole('list', { name: 'Planned rows' }).waitFor(),
  }
  const both = async (width: number) => {
    await turn(page, { width })
    await fits(page)
    await accessible(page)
    await turn(page, { dark: true, width })
    await legible(page)
  }
  for (const [path, shown] of Object.entries(wait)) {
    await page.goto(f.server.url + path)
    await shown()
    await both(360)
  }
  await page.goto(`${f.server.url}/runs?status=completed_with_rejections`)
  await runs(page).getByRole('link').last().click()
  await rows(page).getByText('many-0010', { exact: true }).waitFor()
  await both(360)
  await both(1280)
})
