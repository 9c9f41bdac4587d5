import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, type Fixture, fits, open } from './fixture.ts'
import { added, conversions, model, orders } from './project.ts'
import { rows, runNow, status, title } from './steps.ts'

const long = `R-${'Long'.repeat(60)}`

// What a warehouse may hold: a key without an end, one with what nobody sees, and a cell of a whole page.
const odd = `
with n(id, note) as (values ('${long}', 'short'), ('turned' || char(8238) || 'abc', 'short'),
  ('null' || char(0) || 'byte', 'short'), ('cell', printf('%.10000c', 'w')))
select id, '10lsandbox03' as click, 'shoes' as category, 12.5 as value, null as quantity, note from n`

const withOdd = (yaml: string) =>
  added(
    yaml,
    [model('odd', odd), model('late', orders('late', 200)), model('two', orders('two', 2))],
    [
      conversions('odd-sync', 'odd'),
      conversions('late-sync', 'late'),
      conversions('two-sync', 'two', 'brakes: {max_rows: 1}'),
    ],
  )

let f: Fixture

before(async () => {
  f = await open({ project: withOdd })
})
after(() => f.close())

test('words without an end, and letters that nobody sees, break no page', async () => {
  const page = await f.enter()
  await runNow(page, f.server.url, 'odd-sync')
  await rows(page).getByText('cell', { exact: true }).waitFor()
  const at = page.url()
  await fits(page)
  await rows(page).getByText('turned[U+202E]abc', { exact: true }).waitFor()
  for (const key of [long, 'turned[U+202E]abc', 'null[U+0000]byte', 'cell']) {
    await page.goto(at)
    await rows(page).getByText(key, { exact: true }).click()
    await title(page, key).waitFor()
    await page.getByRole('region', { name: 'Row in the model' }).getByText(key, { exact: true }).waitFor()
    await fits(page)
    await accessible(page)
    await page.getByRole('link', { name: 'Whole history' }).click()
    await page.getByRole('heading', { name: 'In each run' }).waitFor()
    await fits(page)
  }
})

test('a long value stays in its column', async () => {
  const page = await f.enter()
  await page.goto(`${f.server.url}/models/odd`)
  await page.getByRole('button', { name: /^Preview/ }).click()
  const cell = page.getByRole('cell').filter({ hasText: 'R-Long' })
  await cell.waitFor()
  const [within, beside] = await Promise.all([
    cell.getByRole('button').boundingBox(),
    page.getByRole('cell', { name: '10lsandbox03' }).first().boundingBox(),
  ])
  assert.ok(within && beside && within.x + within.width <= beside.x, 'it is drawn over the next value')
  await fits(page)
})

test('what is said of a run that was cancelled is so after a later one, too', async () => {
  const page = await f.enter()
  await f.server.faults('slow=1s')
  await runNow(page, f.server.url, 'late-sync')
  await page.getByRole('button', { name: 'Cancel…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the run' }).click()
  await status(page, 'Cancelled').waitFor()
  await f.server.faults()
  await page.getByText(/^\d+ rows were not sent, and wait for the next run\. The next run compares/).waitFor()
  await page.getByRole('button', { name: 'Retry all…' }).waitFor()
  const first = page.url()
  await runNow(page, f.server.url, 'late-sync')
  await status(page, 'Completed').waitFor()
  const second = page.url()
  await page.goto(first)
  await page
    .getByText(/^\d+ rows were not sent by it\. A later run has compared anew: see what it did\.$/)
    .waitFor()
  await page.getByText('A retry would try none of them').waitFor()
  assert.equal(await page.getByRole('button', { name: /^Retry/ }).count(), 0)
  assert.equal(await page.getByRole('checkbox').count(), 0)
  await accessible(page)
  await page.getByRole('link', { name: 'see what it did' }).click()
  await page.waitForURL(second)
})

test('what is given up is neither tried again nor refused by the next run', async () => {
  const page = await f.enter()
  await runNow(page, f.server.url, 'odd-sync')
  await page.getByRole('button', { name: 'Retry all…' }).waitFor()
  const at = page.url()
  await page.goto(`${f.server.url}/refused?sync=odd-sync`)
  const refused = page.getByRole('list', { name: 'Refused rows' })
  await refused
    .getByText(/was refused before it was sent on /)
    .first()
    .waitFor()
  await page.getByRole('checkbox', { name: 'Choose all on this page' }).check()
  await page.getByRole('button', { name: 'Decide about the chosen' }).click()
  await page.getByRole('menuitem', { name: 'Give up…' }).click()
  await page.getByRole('dialog').getByLabel(/^Why/).fill('They were a test')
  await page.getByRole('dialog').getByRole('button', { name: 'Give up' }).click()
  await page.getByText('Nothing is refused').waitFor()
  await page.goto(at)
  await page.getByText('A retry would try none of them').waitFor()
  assert.equal(await page.getByRole('button', { name: /^Retry/ }).count(), 0)
  await page.goto(`${f.server.url}/syncs/odd-sync/plan`)
  await page.getByRole('heading', { name: 'A run would send nothing' }).waitFor()
  await page.getByText('Would be refused').locator('..').getByText('0', { exact: true }).waitFor()
})

test('who decides about a held run goes on by key from the title of the page', async () => {
  const page = await f.enter()
  await page.goto(`${f.server.url}/syncs/two-sync`)
  await page.getByText('more than 1 row', { exact: true }).waitFor()
  await runNow(page, f.server.url, 'two-sync')
  await page.getByRole('button', { name: 'Discard…' }).press('Enter')
  await page.getByRole('dialog').getByLabel(/^Why/).fill('came twice')
  await page.getByRole('dialog').getByRole('button', { name: 'Discard the run' }).press('Enter')
  await status(page, 'Discarded').waitFor()
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
  await runNow(page, f.server.url, 'two-sync')
  await status(page, 'Held').waitFor()
  const held = page.url()
  await page.getByRole('button', { name: 'Approve…' }).press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Approve and run' }).press('Enter')
  await page.waitForURL((url) => url.href !== held)
  await status(page, 'Completed').waitFor()
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
})
