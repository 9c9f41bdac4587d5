import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Fixture, open } from './fixture.ts'
import { added, conversions, model, order, orders } from './project.ts'
import { find, rows, runNow, status, title } from './steps.ts'

let f: Fixture

before(async () => {
  f = await open({ project: withTrouble })
})
after(() => f.close())

/** withTrouble adds a database that is down, rows that are held, and a model that takes long to read. */
function withTrouble(yaml: string): string {
  return added(
    yaml.replace(
      'sources:\n',
      'sources:\n  down: {type: postgres, url: "postgres://waybill:x@127.0.0.1:1/shop"}\n  moved: {type: sqlite, path: ./moved.db}\n',
    ),
    [
      model('unread', order("'u-1'"), 'down'),
      model('lacking', order("'m-1'"), 'moved'),
      model('lean', "select 'n-1' as id, 12.5 as value, 1 as quantity"),
      model(
        'unclicked',
        ['1', '2', '3', '4']
          .map((i) => order(`'c-${i}'`, i < '3' ? { click: 'null' } : {}))
          .join('\nunion all '),
      ),
      model('odd', ["' lead'", `'${'L'.repeat(240)}'`].map((id) => order(id)).join('\nunion all ')),
      ...Object.entries({ lost: 3, two: 2, long: 40_000_000 }).map(([name, n]) =>
        model(name, orders(name, n)),
      ),
    ],
    [
      ...['unread', 'lacking', 'lost', 'long', 'odd', 'lean'].map((name) =>
        conversions(`${name}-sync`, name),
      ),
      conversions('two-sync', 'two', 'brakes: {max_rows: 1}'),
      conversions('unclicked-sync', 'unclicked', 'brakes: {max_rows: 1}'),
    ],
  )
}

const run = (page: Page, sync: string) => runNow(page, f.server.url, sync)

test('a run that reads says how many rows it has read', async () => {
  const page = await f.enter()
  await run(page, 'long-sync')
  const told = page.getByRole('region', { name: 'Progress' }).getByText(/^Reading: [\d,]+ rows$/)
  await told.waitFor()
  const first = await told.textContent()
  await page.waitForFunction(
    (was) => document.querySelector('[aria-label="Progress"]')?.textContent?.includes(was ?? '') === false,
    first,
  )
  await page.goto(f.server.url)
  await page
    .getByRole('region', { name: 'Running now' })
    .getByText(/^Reading: [\d,]+ rows$/)
    .waitFor()
  await page.getByRole('region', { name: 'Running now' }).getByRole('link', { name: 'long-sync' }).click()
  await page.getByRole('button', { name: 'Cancel…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the run' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await status(page, 'Cancelled').waitFor()
})

test('a row in doubt says in plain words what happened, and what was seen', async () => {
  await f.server.faults('silence=8s:match=lost-3', 'reset-after')
  const page = await f.enter()
  await run(page, 'lost-sync')
  await page.getByText(/^[12] rows? of it (is|are) in doubt so far\.$/).waitFor() // one more is on its way
  await page.getByText('3 rows of it are in doubt.', { exact: true }).waitFor()
  const plain = 'The answer never came: the connection was closed after the request was sent.'
  await rows(page).getByText(plain).first().waitFor()
  // None of them can be tried again: there is nothing to tick.
  assert.equal(await page.getByLabel('Choose all on this page').count(), 0)
  const asked = page.getByLabel('Search in messages')
  await asked.fill('no such words')
  await page.getByText('No row is like that').waitFor()
  await asked.fill('the answer never came') // what is shown is what is searched
  await rows(page).getByText('lost-1', { exact: true }).click()
  await page.getByRole('main').getByText(plain).first().waitFor()
  await page
    .getByText(/^Partnerize: .*(reset by peer|EOF)/)
    .first()
    .waitFor()
  await accessible(page)
  await f.server.faults()
})

test('a held run has not ended', async () => {
  const page = await f.enter()
  await run(page, 'two-sync')
  await status(page, 'Held').waitFor()
  await page.getByRole('term').getByText('Held since').waitFor()
  assert.equal(await page.getByRole('term').getByText('Ended').count(), 0)
  // Nothing became of its rows: none is listed, nor could be tried again.
  assert.equal(await page.getByRole('heading', { name: 'Each row' }).count(), 0)
  assert.equal(await page.getByRole('button', { name: 'Retry all…' }).count(), 0)
})

test('a held run leads to why rows of it would be refused', async () => {
  const page = await f.enter()
  await run(page, 'unclicked-sync')
  await status(page, 'Held').waitFor()
  await page.getByText(/^2 rows would be refused before they are sent/).waitFor()
  await page.goto(`${f.server.url}/syncs`)
  const sync = page.getByRole('row', { name: /^unclicked-sync/ })
  await sync.getByRole('link', { name: 'To be approved' }).click()
  await page.getByRole('link', { name: 'See in the plan why' }).click()
  const reasons = page.getByRole('region', { name: 'Reasons, the most frequent first' })
  const click = reasons.getByRole('row', { name: /A click reference is required/ })
  await click.getByText('2', { exact: true }).waitFor()
  await page.getByText('Nothing is sent until somebody approves the run.').waitFor()
  await page.getByText('Would be refused', { exact: true }).last().click()
  await page.getByText('Mapped record').waitFor()
  await accessible(page)
})

test('what somebody else decides about a held run is noticed', async () => {
  const [asked, other, looks] = [await f.enter(), await f.enter(), await f.enter()]
  await asked.goto(`${f.server.url}/runs?sync=unclicked-sync&status=held`)
  await asked.getByRole('region', { name: 'Runs, newest first' }).getByRole('link').first().click()
  await status(asked, 'Held').waitFor()
  await Promise.all([other, looks].map((page) => page.goto(asked.url())))
  await status(looks, 'Held').waitFor()
  await asked.getByRole('button', { name: 'Approve…' }).click()
  await other.getByRole('button', { name: 'Discard…' }).click()
  await other.getByRole('dialog').getByLabel(/^Why/).fill('order 20261121 came twice')
  await other.getByRole('dialog').getByRole('button', { name: 'Discard the run' }).click()
  await status(looks, 'Discarded').waitFor() // nothing was pressed there
  await asked.getByRole('dialog').getByRole('button', { name: 'Approve and run' }).click()
  await asked.getByText(/is not held: it is cancelled/).waitFor()
  await asked.getByRole('dialog').waitFor({ state: 'detached' })
  await status(asked, 'Discarded').waitFor()
  // Nothing of it was sent: there is nothing to take along, or to try again.
  await asked
    .getByText(/^Discarded by .* \(order 20261121 came twice\)\. It was held: .* sent, more than 1\.$/)
    .waitFor()
  await asked.getByText(/^2 rows would have been refused before they were sent/).waitFor()
  for (const name of [/^Approve/, /^Discard/, /^Retry/, /^Export/]) {
    assert.equal(await asked.getByRole('button', { name }).count(), 0, String(name))
  }
  await accessible(asked)
})

test('a key is told from others like it, and a long one leaves room for the rest', async () => {
  const page = await f.enter()
  await run(page, 'odd-sync')
  await rows(page).getByText('[space]lead', { exact: true }).waitFor()
  await rows(page).getByTitle('L'.repeat(240), { exact: true }).waitFor()
  assert.equal(await rows(page).evaluate((box) => box.scrollWidth - box.clientWidth), 0)
  await rows(page).getByText('[space]lead', { exact: true }).click()
  await title(page, '[space]lead').waitFor()
  await page.goto(`${f.server.url}/search?q=10lsandbox01`)
  await page.getByRole('list', { name: 'Found' }).getByRole('link', { name: '[space]lead' }).waitFor()
})

test('a source that is down is said to be, and leads to it', async () => {
  const page = await f.enter()
  await run(page, 'unread-sync')
  const why = 'The source down could not be reached.'
  await page.getByText(why).waitFor()
  await page.getByText('The run ended before any row was compared.').waitFor()
  await page.goto(f.server.url)
  const needs = page.getByRole('region', { name: 'Needs attention' })
  await needs.getByText(why).waitFor()
  await needs.getByText(/connection refused/).waitFor()
  await accessible(page)
  await needs.getByRole('link', { name: 'Open the source' }).click()
  await title(page, 'down').waitFor()
  await page.goto(`${f.server.url}/syncs`)
  const sync = page.getByRole('row', { name: /^unread-sync/ })
  await sync.getByText('Failed', { exact: true }).waitFor()
})

test('a file that is not there is said to be, and leads to its source', async () => {
  const page = await f.enter()
  await run(page, 'lacking-sync')
  await page.getByText('The file that the source moved reads is not there.').waitFor()
  await page.getByText(/there is no file .*moved\.db/).waitFor()
  await page.getByRole('link', { name: 'Open the source' }).click()
  await title(page, 'moved').waitFor()
})

test('a model that lacks what a mapping takes is said to, in one sentence', async () => {
  const page = await f.enter()
  await run(page, 'lean-sync')
  await page.getByText('The model lacks columns that are used: click, category.').waitFor()
  await page.getByText('Give the model these columns, or change its key or the mapping').waitFor()
  // Of several problems the plan says the first once, and then the others.
  await page.goto(`${f.server.url}/syncs/lean-sync/plan`)
  const problem = page.getByRole('main').getByRole('alert')
  await problem.waitFor()
  const lines = (await problem.innerText()).split('\n').filter((line) => line.trim() !== '')
  assert.equal(new Set(lines).size, lines.length, lines.join('\n'))
  for (const column of ['click', 'category']) {
    assert.equal(lines.filter((line) => line.includes(column)).length, 1, lines.join('\n'))
  }
})

test('to delete a sync with rows in doubt is warned of, and afterwards these can be decided about', async () => {
  const page = await f.enter()
  await page.goto(`${f.server.url}/syncs/lost-sync`)
  await page.getByRole('button', { name: 'Further actions' }).click()
  await page.getByRole('menuitem', { name: 'Delete…' }).click()
  await page
    .getByRole('dialog')
    .getByText(/^3 rows of it are in doubt\. Decide first/)
    .waitFor()
  // It comes from files, and would come again.
  await page
    .getByRole('dialog')
    .getByText(/^It comes from the files of the project, at waybill\.yaml:\d+: delete it there/)
    .waitFor()
  assert.equal(
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Delete/ })
      .count(),
    0,
  )
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await page.evaluate(async () => {
    const session = await (await fetch('/api/v1/auth/session')).json()
    const headers = { 'X-CSRF-Token': session.csrf_token, 'If-Match': '*' }
    await fetch('/api/v1/syncs/lost-sync?force=true', { method: 'DELETE', headers })
  })
  const gone = 'Its sync is deleted: nothing sends it again.'
  await page.goto(`${f.server.url}/in-doubt?sync=lost-sync`)
  await page.getByText(gone).first().waitFor()
  await page.goto(`${f.server.url}/runs?sync=lost-sync`)
  await page.getByRole('region', { name: 'Runs, newest first' }).getByRole('link').first().click()
  await rows(page).getByText('lost-1', { exact: true }).click()
  await page.getByText(gone).waitFor()
  await accessible(page)
  await page.getByRole('button', { name: 'Decide' }).click()
  assert.equal(await page.getByRole('menuitem', { name: 'Send again…' }).count(), 0)
  await page.getByRole('menuitem', { name: 'Mark delivered…' }).click()
  await page.getByLabel(/^Why/).fill('It is in their report')
  await page.getByRole('button', { name: 'Mark delivered' }).click()
  await page.getByText('lost-1 marked delivered.').waitFor()
  await find(page, f.server.url, 'lost-1')
  await page
    .getByRole('main')
    .getByText(/^lost-1 was marked as delivered to Partnerize by /)
    .waitFor()
})

test('a sync that was deleted asks for nothing, and its rows keep their words', async () => {
  const page = await f.enter()
  await page.evaluate(async () => {
    const session = await (await fetch('/api/v1/auth/session')).json()
    const { spec } = await (await fetch('/api/v1/syncs/unclicked-sync')).json()
    const { brakes: _, ...unbraked } = spec
    await fetch('/api/v1/syncs/mine', {
      method: 'PUT',
      headers: {
        'Content-Type': 'application/json',
        'X-CSRF-Token': session.csrf_token,
        'If-None-Match': '*',
      },
      body: JSON.stringify({ spec: unbraked }),
    })
  })
  await run(page, 'mine')
  await status(page, 'Completed').waitFor()
  // A vendor may say a long word: how many rows it is about stays in sight.
  await page.route('**/reasons', async (route) => {
    const answer = await (await route.fetch()).json()
    answer.items[0].message += 'Z'.repeat(12_000)
    await route.fulfill({ json: answer })
  })
  await page.reload()
  const reasons = page.getByRole('region', { name: 'Reasons, the most frequent first' })
  await reasons.getByText(/Z{12000}/).waitFor()
  assert.equal(await reasons.evaluate((box) => box.scrollWidth - box.clientWidth), 0)
  const needs = page.getByRole('region', { name: 'Needs attention' })
  await page.goto(f.server.url)
  await needs.getByRole('link', { name: 'mine', exact: true }).waitFor()

  const missed: string[] = []
  page.on('response', (answer) => answer.status() === 404 && missed.push(answer.url()))
  await page.goto(`${f.server.url}/syncs/mine`)
  await page.getByRole('button', { name: 'Further actions' }).click()
  await page.getByRole('menuitem', { name: 'Delete…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete the sync' }).click()
  await title(page, 'Syncs').waitFor()
  await page.getByRole('link', { name: /^mine/ }).waitFor({ state: 'detached' })
  await page.goto(f.server.url)
  await needs.getByText(/of unread-sync|unread-sync failed/).waitFor()
  await needs.getByRole('link', { name: 'mine', exact: true }).waitFor({ state: 'detached' })
  await find(page, f.server.url, 'c-4')
  await page.getByText("Partnerize's id").waitFor()
  assert.deepEqual(missed, [])
})
