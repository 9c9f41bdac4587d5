import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Fixture, open } from './fixture.ts'
import { added, conversions, model, orders } from './project.ts'
import { runNow, status } from './steps.ts'

// What an outage leaves: more rows in doubt than a page has.
let f: Fixture

// A vendor whom nobody can reach.
const nobody =
  'type: partnerize, user_application_key: app_sandbox, user_api_key: user_sandbox, api_url: "http://127.0.0.1:1", tracking_url: "http://127.0.0.1:1"'

before(async () => {
  f = await open({
    faults: ['reset-after:every=2'], // more in a row would end the run
    runs: ['outage'],
    project: (yaml) =>
      added(
        yaml,
        [model('late', orders('L', 62)), model('few', orders('A', 2)), model('many', orders('M', 200))],
        [
          conversions('outage', 'late'),
          conversions('again', 'few', 'schedule: {cron: "0 0 1 1 *"}'),
          conversions('slow', 'many'),
          conversions('follows', 'few', 'schedule: {after: dead, only_if: completed}'),
          conversions('dead', 'few').replace('destination: partnerize', 'destination: nobody'),
        ],
      ).replace('destinations:\n', `destinations:\n  nobody: {${nobody}}\n`),
  })
})

after(() => f.close())

/** newest is the key of the row at the top of the queue. */
async function newest(page: Page): Promise<string> {
  await page.goto(`${f.server.url}/in-doubt`)
  return page.getByRole('list', { name: 'Rows in doubt' }).getByRole('link').first().innerText()
}

test('who decides second is told what was decided, and nothing is done twice', async () => {
  const [first, second] = [await f.enter(), await f.enter()]
  const key = await newest(first)
  for (const page of [first, second]) {
    await page.goto(`${f.server.url}/in-doubt`)
    await page.getByLabel(`Choose ${key}`, { exact: true }).check()
    await page.getByRole('button', { name: 'Decide about the chosen' }).click()
    await page.getByRole('menuitem', { name: 'Send again…' }).click()
    await page.getByLabel(/^Why/).fill('It is not there')
  }
  await first.getByRole('button', { name: 'Send again' }).click()
  await first.getByText(`${key} will be sent again in the next run.`).waitFor()
  await first.waitForFunction(() => document.activeElement?.textContent === 'Decide') // about the next row
  await second.getByRole('button', { name: 'Send again' }).click()
  // The refusal is told where one types: what was typed stays, and there is nothing left to do but to go.
  const asked = second.getByRole('dialog', { name: new RegExp(`^(Send|Try) ${key} again\\?$`) })
  await asked
    .getByText(
      new RegExp(
        `${key} is to be sent again now; the last decision, by .* was to send it again: It is not there`,
      ),
    )
    .waitFor()
  assert.equal(await asked.getByLabel(/^Why/).inputValue(), 'It is not there')
  assert.equal(await asked.getByRole('button', { name: 'Send again' }).count(), 0)
  await asked.getByRole('button', { name: 'Cancel' }).click()
  await second.getByLabel(`Choose ${key}`, { exact: true }).waitFor({ state: 'detached' })

  // No run is due that would send it, and whoever looks for trouble is told so.
  await first.goto(f.server.url)
  await first.getByText('1 row of outage is to be sent again', { exact: true }).waitFor()
  await accessible(first)
  await first.goto(`${f.server.url}/syncs`)
  await first.getByText('None: it runs after dead, which has no schedule').waitFor()
  await accessible(first)
  await first.getByRole('link', { name: '1 to be sent again' }).click()
  await first.getByText('1 row is to be sent again', { exact: true }).waitFor()
  await first.getByText('No run is due that would send it: start one when it is time.').waitFor()
  await first.goto(`${f.server.url}/syncs/follows`)
  await first.getByRole('definition').getByText('None: it runs after dead, which has no schedule').waitFor()
})

test('rows in doubt stay ticked over pages and filters, until that is taken back', async () => {
  const page = await f.enter()
  const key = await newest(page)
  await page.getByLabel(`Choose ${key}`, { exact: true }).check()
  await page.getByText('1 row chosen', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText('1 row chosen, not shown here').waitFor()
  const all = page.getByLabel('Choose all on this page')
  await all.check()
  await page.getByText(/^\d rows chosen, 1 of them not shown$/).waitFor()
  await accessible(page)
  await all.uncheck()
  await page.getByText('1 row chosen, not shown here').waitFor()
  await page.getByRole('button', { name: 'Decide about the chosen' }).click()
  await page.getByRole('menuitem', { name: 'Give up…' }).click()
  await page
    .getByRole('dialog', { name: `Give up ${key}?` })
    .getByRole('button', { name: 'Cancel' })
    .click()
  await page.getByRole('combobox', { name: 'Sync' }).click()
  await page.getByRole('option', { name: 'orders-to-partnerize' }).click()
  await page.getByText('Nothing is in doubt').waitFor()
  await page.getByRole('combobox', { name: 'Sync' }).click()
  await page.getByRole('option', { name: 'outage' }).click()
  assert.ok(await page.getByLabel(`Choose ${key}`, { exact: true }).isChecked())
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await page.getByText('1 row chosen').waitFor({ state: 'detached' })
})

test('all rows in doubt are decided about at once, beyond the page', async () => {
  const page = await f.enter()
  const key = await newest(page)
  const sync = await f.enter()
  await sync.goto(`${f.server.url}/syncs/outage`)
  await sync.getByText('30 rows in doubt').waitFor()
  await page.goto(`${f.server.url}/in-doubt?sync=outage`)
  await page.getByLabel('Choose all on this page').check()
  await page.getByText('25 rows chosen').waitFor()
  await page.getByRole('button', { name: 'Choose all 30' }).click()
  await page.getByText('30 rows chosen').waitFor()
  await accessible(page)
  await page.getByLabel(`Choose ${key}`, { exact: true }).uncheck()
  await page.getByText('29 rows chosen').waitFor()
  await page.getByRole('button', { name: 'Decide about the chosen' }).click()
  await page.getByRole('menuitem', { name: 'Mark delivered…' }).click()
  await page.getByRole('dialog', { name: 'Mark 29 rows delivered?' }).waitFor()
  await page.getByLabel(/^Why/).fill('Partnerize has them all')
  await page.getByRole('button', { name: 'Mark delivered' }).click()
  await page.getByText('29 rows marked delivered.').waitFor()
  await page.getByText(/^1 row\. Rows that were sent/).waitFor()
  await page.getByLabel(`Choose ${key}`, { exact: true }).waitFor()
  // Where a page was left open the rows are named of which it says how many there are.
  const notice = sync.getByRole('main').getByText(/^It was sent, and nobody knows whether it was recorded:/)
  await notice.waitFor()
  await sync.getByText('1 row in doubt', { exact: true }).waitFor()
  assert.deepEqual(await notice.getByRole('link').allInnerTexts(), [key])

  // What would be sent in another campaign than it was is told before it is decided.
  await moveTo(sync, '10l177')
  await sync.reload()
  await notice.getByRole('link').click()
  await sync.getByRole('button', { name: 'Decide' }).click()
  await sync.getByRole('menuitem', { name: 'Send again…' }).click()
  await sync
    .getByRole('dialog', { name: `Send ${key} again?` })
    .getByText(
      /It was sent in campaign 10l176, and would be sent in campaign 10l177: Partnerize may then have it in both\.$/,
    )
    .waitFor()
})

/** moveTo has the sync send to another campaign, as somebody does who edits it. */
async function moveTo({ request }: Page, campaign: string) {
  const api = `${f.server.url}/api/v1`
  const { csrf_token } = await (await request.get(`${api}/auth/session`)).json()
  const { spec } = await (await request.get(`${api}/syncs/outage`)).json()
  const answer = await request.put(`${api}/syncs/outage?force=true`, {
    headers: { Origin: f.server.url, 'If-Match': '*', 'X-CSRF-Token': csrf_token },
    data: { spec: { ...spec, settings: { campaign } } },
  })
  assert.equal(answer.status(), 200)
}

/** later is the time at which a page that was left open has asked again. */
const later = (...pages: Page[]) => Promise.all(pages.map((page) => page.clock.fastForward(16_000)))

test('pages that are left open say what a run has left in doubt since, and what is decided', async () => {
  const [queue, overview, page] = [await f.enter(), await f.enter(), await f.enter()]
  const [search, story, plan] = [await f.enter(), await f.enter(), await f.enter()]
  await Promise.all([search, story, plan, overview].map((one) => one.clock.install()))
  await overview.goto(f.server.url)
  await search.goto(`${f.server.url}/search?q=A-1`)
  await search.getByText('Nothing was found.').waitFor()
  await story.goto(`${f.server.url}/syncs/again/rows/${encodeURIComponent('["A-1"]')}`)
  await story.getByText('Nothing is known of it here').waitFor()
  await queue.goto(`${f.server.url}/in-doubt?sync=again`)
  await queue.getByText('Nothing is in doubt').waitFor()
  await plan.goto(`${f.server.url}/syncs/again/plan`)
  await plan.getByRole('heading', { name: 'A run would send 2 rows' }).waitFor()
  const sums = overview.getByRole('region', { name: 'The last 30 days' })
  const runs = sums.locator('dt', { hasText: /^Runs$/ }).locator('xpath=following-sibling::dd[1]')
  await runs.waitFor()
  const before = Number(await runs.innerText())
  await runNow(page, f.server.url, 'again')
  const doubt = queue.getByRole('list', { name: 'Rows in doubt' }).getByRole('link').first()
  await doubt.waitFor()
  await status(page, /^Completed/).waitFor()
  await later(search, story, plan)
  await search.getByRole('list', { name: 'Found' }).getByText('Found as primary key').waitFor()
  await story.getByRole('heading', { name: 'What is known' }).waitFor()

  await plan.getByText('again has run since this plan was read.').waitFor()
  assert.equal(await plan.getByRole('button', { name: 'Run now…' }).count(), 0)
  await plan.getByRole('button', { name: 'Plan again' }).click()
  await plan.getByRole('heading', { name: 'A run would send nothing' }).waitFor()
  await plan.getByRole('button', { name: 'Run now…' }).waitFor()
  await plan
    .getByText('The answer never came: the connection was closed after the request was sent.')
    .first()
    .waitFor()

  // What is decided there is known here: in the story of the row, and where its requests are.
  const key = await doubt.innerText()
  const name = encodeURIComponent(JSON.stringify([key]))
  await story.goto(`${f.server.url}/syncs/again/rows/${name}`)
  await status(story, 'In doubt').waitFor()
  await search.goto(`${page.url()}/rows/${name}`)
  await search.getByRole('button', { name: 'Decide' }).waitFor()
  await queue.getByRole('button', { name: 'Decide', exact: true }).click()
  await queue.getByRole('menuitem', { name: 'Send again…' }).click()
  await queue.getByLabel(/^Why/).fill('It is not there')
  await queue.getByRole('button', { name: 'Send again' }).click()
  await queue.getByText('Nothing is in doubt').waitFor()
  await queue.waitForFunction(() => document.activeElement?.tagName === 'H1')
  await later(search, story)
  await status(story, 'To be sent again').waitFor()
  assert.deepEqual(
    await story
      .getByRole('term')
      .getByText(/known$/)
      .allInnerTexts(),
    [],
  )
  await search.getByText(/^It was decided about since, or answered by a later run/).waitFor()

  await page.goto(`${f.server.url}/syncs/again`)
  await page.getByRole('button', { name: 'Further actions' }).click()
  await page.getByRole('menuitem', { name: 'Pause the schedule' }).click()
  await page.getByText('Paused', { exact: true }).waitFor()
  await later(overview)
  await overview.getByText('again is paused').waitFor()
  await overview.waitForFunction(([element, count]) => Number(element?.textContent) > count, [
    await runs.elementHandle(),
    before,
  ] as const)
})

test('rows that were not sent are told until they are, also after one of them was tried again', async () => {
  const page = await f.enter()
  await f.server.faults('slow=1s')
  const outage = f.server.run('dead') // takes a while: it ends beside the rest
  await runNow(page, f.server.url, 'slow')
  await page.getByText(/^[1-9]\d* of \d+ rows done/).waitFor()
  await page.getByRole('button', { name: 'Cancel…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the run' }).click()
  await status(page, 'Cancelled').waitFor()
  await f.server.faults()
  await page.goto(f.server.url)
  const needs = page.getByRole('region', { name: 'Needs attention' })
  const left = Number.parseInt(await needs.getByText(/^\d+ rows of slow are not sent yet$/).innerText(), 10)
  await page.goto(`${f.server.url}/syncs`)
  await page.getByRole('link', { name: `${left} not sent` }).click()
  await page
    .getByRole('checkbox', { name: /^Choose M-/ })
    .last()
    .check()
  await page.getByRole('button', { name: 'Retry chosen…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Retry' }).click()
  await page.getByText('Retry of 1 chosen row').waitFor()
  await status(page, 'Completed').waitFor()
  await outage
  await page.goto(f.server.url)
  await needs.getByText(`${left - 1} rows of slow are not sent yet`, { exact: true }).waitFor()
  await needs.getByText(/^The run was cancelled\. No run is due that would send them/).waitFor()
  await needs.getByText('Partnerize could not be reached: none of 2 rows of dead was delivered').waitFor()
})
