import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { accessible, type Fixture, open } from './fixture.ts'
import { setUp } from './people.ts'
import { onward, status, title } from './steps.ts'

// Somebody who has never seen the interface, and has no manual. Only the link of the first start, and the
// overview, are opened by their address: everything else is found by clicks and keys.
const fixtures: Fixture[] = []
after(async () => {
  for (const fixture of fixtures) {
    await fixture.close()
  }
})

const main = (page: Page) => page.getByRole('main')
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click()

/** toDo is a step of the list that a new server begins with, which offers what comes next. */
async function toDo(page: Page, step: string, done: number) {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).click()
  const steps = page.getByRole('region', { name: 'Four steps to the first delivery' }).getByRole('listitem')
  await steps
    .getByRole('img', { name: 'Done:' })
    .nth(done - 1)
    .waitFor({ state: done > 0 ? 'visible' : 'detached' })
  assert.equal(await steps.count(), 4)
  assert.equal(await steps.getByRole('img', { name: 'Done:' }).count(), done)
  await steps.getByRole('link', { name: step }).click()
}

test('from the link of the first start to a delivered conversion, by clicks and keys alone', async () => {
  const fixture = await open({ empty: true })
  fixtures.push(fixture)
  const { server } = fixture
  const page = await fixture.visit()
  await setUp(page, server)
  await page.getByText('Four steps to the first delivery').waitFor()
  await accessible(page)

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Syncs' }).click()
  await main(page)
    .getByText(/The source comes first/)
    .waitFor()
  await main(page).getByRole('link', { name: 'Add source' }).waitFor()

  await toDo(page, 'Add a destination', 0)
  await page.getByRole('radio', { name: 'Partnerize' }).check()
  await press(page, 'Continue')
  await page.getByLabel('User Application Key', { exact: true }).fill('app_sandbox')
  await page.getByLabel('User API Key', { exact: true }).fill('user_sandbox')
  await page.getByText('Advanced', { exact: true }).click()
  await page.getByLabel('API URL').fill(server.partnerize)
  await page.getByLabel('Tracking URL').fill(server.partnerize)
  await press(page, 'Test connection')
  await page.getByText('User Application Key and User API Key: works').waitFor()
  await press(page, 'Save destination')
  await title(page, 'partnerize').waitFor()

  await toDo(page, 'Add a source', 1)
  await page.getByRole('radio', { name: 'SQLite' }).check()
  await press(page, 'Continue')
  await page.getByRole('textbox', { name: /^Name/ }).fill('shop')
  await page.getByLabel(/^File/).fill('./shop.db')
  await press(page, 'Save source')
  await title(page, 'shop').waitFor()

  await toDo(page, 'Make a model', 2)
  const sql = page.getByRole('textbox', { name: 'SQL' })
  await sql.click()
  await page.keyboard.type('select * from orders')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('region', { name: 'First rows of the model' }).getByText('O-9001').waitFor()
  await page.getByRole('combobox', { name: /Columns of the key/ }).click()
  await page.getByRole('option', { name: 'order_id' }).click()
  await page.keyboard.press('Escape')
  await press(page, 'Check the key')
  await page.getByText('Each of 5 rows has a key of its own').waitFor()
  await page.getByRole('textbox', { name: /^Name/ }).fill('orders')
  await press(page, 'Save model')
  await title(page, 'orders').waitFor()

  await toDo(page, 'Build a sync', 3)
  await buildSync(page)
  await title(page, 'Plan of orders-to-partnerize').waitFor()
  await page.getByRole('heading', { name: 'A run would send 5 rows' }).waitFor()
  await page.getByRole('list', { name: 'Planned rows' }).getByText('O-9001', { exact: true }).waitFor()
  assert.equal(await delivered(fixture), 0, 'something was sent before it was asked for')

  await server.faults('slow=5s') // so that there is something to watch
  await press(page, 'Run now…')
  await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click()
  await title(page, 'Run of orders-to-partnerize').waitFor()
  await page.getByRole('progressbar', { name: 'Progress of orders-to-partnerize' }).waitFor()
  await page.getByText(/of 5 rows done/).waitFor()
  await status(page, 'Completed').waitFor()
  await page.getByRole('progressbar').waitFor({ state: 'detached' })
  await server.faults()
  assert.equal(await delivered(fixture), 5)

  await page.keyboard.press('/')
  await page.keyboard.type('O-9001')
  await page.keyboard.press('Enter')
  await title(page, 'Where is O-9001?').waitFor()
  await main(page)
    .getByText(/O-9001 was accepted by Partnerize on .* as conversion 1\w+, by the sync orders-to-partnerize/)
    .first()
    .waitFor()
  await accessible(page)

  // The list of what is to be done has done its work.
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).click()
  await page.getByRole('region', { name: 'Needs attention' }).getByText('Nothing', { exact: true }).waitFor()
  assert.equal(await page.getByText('Four steps to the first delivery').count(), 0)
})

/** delivered is how many conversions the vendor knows. */
async function delivered(fixture: Fixture): Promise<number> {
  const answer = await fetch(`${fixture.server.partnerize}/_sandbox/recorded`)
  assert.ok(answer.ok)
  const recorded: unknown = await answer.json()
  return new Set(JSON.stringify(recorded).match(/"O-900\d"/g)).size
}

async function buildSync(page: Page) {
  const next = () => page.getByRole('link', { name: 'Continue' }).click()
  await page.getByRole('radio', { name: 'orders' }).click()
  await next()
  await page.getByRole('radio', { name: 'partnerize' }).click()
  await onward(page)
  await next()
  await page.getByRole('combobox', { name: /^Campaign/ }).click()
  await page.getByRole('option', { name: /\(10l176\)/ }).click()
  await next()
  await page.getByRole('button', { name: 'Suggest mapping' }).click()
  await page.getByText(/^Filled 8 fields by name/).waitFor()
  await page.getByRole('complementary', { name: 'Preview' }).getByText('Would be sent').waitFor()
  await onward(page)
  await next()
  await page.getByRole('button', { name: 'Save and plan' }).click()
}

test('what failed, where an order is, and what is sent next take three clicks each', async () => {
  const fixture = await open({ demo: true })
  fixtures.push(fixture)
  const page = await fixture.enter()
  let clicks = 0
  const click = async (what: Locator) => {
    clicks++
    await what.click()
  }
  const fromTheOverview = async (question: string, find: () => Promise<void>) => {
    await page.goto(fixture.server.url)
    await title(page, 'Overview').waitFor()
    clicks = 0
    await find()
    assert.ok(clicks <= 3, `${question}: it took ${clicks} clicks`)
    await accessible(page)
  }
  const link = (name: string | RegExp) => main(page).getByRole('link', { name }).first()

  await fromTheOverview('what failed in the last run, and why', async () => {
    await page
      .getByRole('region', { name: 'Needs attention' })
      .getByText(/refused/)
      .first()
      .waitFor()
    await click(link('See why'))
    await title(page, 'Refused').waitFor()
    const refused = page.getByRole('list', { name: 'Refused rows' })
    await refused.getByText(/Partner with key 'gavin' was not found/).waitFor()
    await refused.getByText('Email is required.').waitFor()
    await page.getByLabel('Choose C-1007', { exact: true }).check()
    await page.getByRole('button', { name: 'Decide about the chosen' }).click()
    assert.equal(await page.getByRole('menuitem', { name: 'Mark delivered…' }).count(), 0)
    await page.getByRole('menuitem', { name: 'Try again…' }).click()
    await page.getByText(/what is not mended is refused again/).waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  })

  await fromTheOverview('where an order is', async () => {
    await click(page.getByRole('searchbox', { name: 'Find an order, a customer or a reference' }))
    await page.keyboard.type('O-9001')
    await click(
      page.getByRole('option', {
        name: /O-9001 was accepted by Partnerize on .* as conversion 1\w+, by the sync/,
      }),
    )
    await title(page, 'O-9001').waitFor()
  })

  await fromTheOverview('what is sent next', async () => {
    await click(link('orders-to-partnerize'))
    await click(link('Plan'))
    await page.getByRole('heading', { name: /^A run would/ }).waitFor()
  })
})
