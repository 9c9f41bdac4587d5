import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { accessible, type Fixture, fits, open } from './fixture.ts'
import { holdUp, insist, onward } from './steps.ts'

// What a sync still lacks is said beside the field when one wants to go on, and listed where it would be saved.
let fixture: Fixture

before(async () => {
  fixture = await open()
})

after(() => fixture.close())

const steps = (page: Page) => page.getByRole('navigation', { name: 'Steps' })
const go = (page: Page) => page.getByRole('link', { name: 'Continue' }).click()
const step = (page: Page) => new URL(page.url()).searchParams.get('step')

/** hasFocus waits until the focus is on a control, or in a group of them. */
async function hasFocus(one: Locator) {
  const handle = await one.elementHandle()
  assert.ok(handle)
  await one.page().waitForFunction((node) => node.contains(document.activeElement), handle)
}

/** inView fails if one is outside of the window; sideways only, if what is above does not matter. */
async function inView(one: Locator, sideways = false) {
  await one.page().waitForLoadState('networkidle')
  const box = await one.boundingBox()
  const { width, height } = one.page().viewportSize() ?? { width: 0, height: 0 }
  assert.ok(box && box.x >= 0 && box.x + box.width <= width, `${one} is beside the window`)
  assert.ok(sideways || (box.y >= 0 && box.y + box.height <= height), `${one} is not on the screen`)
}

async function choose(page: Page, label: string, option: string) {
  await page.getByRole('combobox', { name: label, exact: true }).click()
  await page.getByRole('option', { name: new RegExp(`^${option}\\b`) }).click()
}

for (const look of [
  { width: 1280, dark: false },
  { width: 360, height: 740, dark: true },
]) {
  test(`each step says what it lacks: ${look.width} px`, async () => {
    const page = await fixture.enter(look)
    await page.goto(`${fixture.server.url}/syncs/new?step=model`)
    await page.getByRole('radio', { name: 'customers' }).waitFor()
    await go(page)
    await page.getByText('Choose a model.').waitFor()
    await hasFocus(page.getByRole('radiogroup', { name: 'Model' }))
    await accessible(page)
    assert.equal(step(page), 'model')
    await page.getByRole('radio', { name: 'customers' }).click()
    await page.getByText('Choose a model.').waitFor({ state: 'detached' })
    await onward(page)
    await go(page)
    await page.getByText('Choose a destination.').waitFor()
    await page.getByRole('radio', { name: 'partnerstack' }).click()
    await go(page)
    await page.getByRole('radio', { name: 'Customers' }).waitFor()
    await go(page)
    await page.getByText('Choose what to send.').waitFor()
    await page.getByRole('radio', { name: 'Customers' }).click()
    await go(page)

    await page.getByRole('heading', { name: 'Record matching' }).waitFor()
    await go(page)
    await page.getByText('Choose the column whose value the field has.').waitFor()
    await hasFocus(page.getByRole('combobox', { name: 'Column of the model' }))
    await accessible(page)
    await fits(page)
    assert.equal(step(page), 'match')

    // By the list of the steps one goes on all the same.
    await steps(page).getByRole('link', { name: 'Mapping' }).click()
    await steps(page).getByRole('link', { name: 'Needs a change: Matching' }).waitFor()
    await page.getByRole('group', { name: /^Partner Key/ }).waitFor()
    assert.equal(await page.getByText('Required: nothing can be sent without it.').count(), 0)
    await go(page)
    const email = page.getByRole('group', { name: /^Email/ })
    await email.getByText('Required: nothing can be sent without it.').waitFor()
    await hasFocus(page.getByRole('combobox', { name: 'Column for Customer Key' }))
    await accessible(page)
    await fits(page)
    await choose(page, 'Column for Customer Key', 'id')
    await steps(page).getByRole('link', { name: 'Done: Matching' }).waitFor()

    await steps(page).getByRole('link', { name: 'Running' }).click()
    for (const [kind, text] of [
      ['After another sync', 'Choose the sync that it follows.'],
      ['By a cron expression', 'Write when it runs, such as 0 6 * * *.'],
    ] as const) {
      await page.getByLabel('It runs').selectOption(kind)
      if (kind.includes('cron')) {
        await page.getByLabel(/^Cron expression/).fill('')
      }
      await go(page)
      await page.getByText(text).waitFor()
      assert.equal(step(page), 'running')
    }
    await hasFocus(page.getByLabel(/^Cron expression/))

    await steps(page).getByRole('link', { name: 'Review' }).click()
    const missing = page.getByRole('region', { name: 'Still missing' })
    await missing.getByRole('link', { name: 'Running: Cron expression' }).waitFor()
    assert.equal(await missing.getByRole('link').count(), 3)
    await accessible(page)
    await fits(page)
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await hasFocus(missing.getByRole('link', { name: 'Mapping: Email' }))
    await missing.getByRole('link', { name: 'Mapping: Partner Key' }).click()
    await hasFocus(page.getByRole('combobox', { name: 'Column for Partner Key' }))
    assert.equal(step(page), 'mapping')
    await inView(page.getByRole('combobox', { name: 'Column for Partner Key' }))
    await inView(steps(page).locator('[aria-current]'), true)
    const saved = await page.request.get(`${fixture.server.url}/api/v1/syncs/customers-to-partnerstack-2`)
    assert.equal(saved.status(), 404)
    // Whoever starts over is told nothing of what was there before.
    await page.getByRole('button', { name: 'Start over' }).click()
    await page.getByRole('radio', { name: 'customers' }).waitFor()
    assert.equal(await page.getByText('Choose a model.').count(), 0)
    await page.context().close()
  })
}

test('what each item of a list needs is required, and a campaign is', async () => {
  const page = await fixture.enter()
  await page.goto(`${fixture.server.url}/syncs/new?model=orders&destination=partnerize&step=operation`)
  await page.getByRole('radio', { name: 'Conversions' }).check()
  await go(page)
  await page.getByRole('combobox', { name: /^Campaign/ }).waitFor()
  await go(page)
  await page.getByText('Campaign is required.').waitFor()
  await hasFocus(page.getByRole('combobox', { name: /^Campaign/ }))
  await page.getByRole('combobox', { name: /^Campaign/ }).click()
  await page.getByRole('option', { name: /10l176/ }).click()
  await go(page)
  await page.getByRole('button', { name: 'Suggest mapping' }).click()
  await page.getByRole('combobox', { name: 'Member for Items: Quantity' }).fill('')
  await page.getByRole('searchbox', { name: 'Search the fields' }).fill('voucher')
  await page.getByRole('group', { name: 'Items', exact: true }).waitFor({ state: 'detached' })
  await go(page)
  const quantity = page.getByRole('combobox', { name: 'Member for Items: Quantity' })
  await hasFocus(quantity)
  assert.equal(await quantity.getAttribute('aria-invalid'), 'true')
  assert.equal(step(page), 'mapping')

  await steps(page).getByRole('link', { name: 'Review' }).click()
  const line = page.getByRole('link', { name: 'Mapping: Items: Quantity' })
  await line.waitFor()
  await page.reload()
  await line.click()
  await hasFocus(quantity)
  await quantity.fill('qty')
  await onward(page)
  await go(page)
  await page.getByRole('heading', { name: 'Review' }).waitFor()
  assert.equal(await page.getByRole('region', { name: 'Still missing' }).count(), 0)
  await page.getByLabel('Name').fill('orders-once-more')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.waitForURL('**/syncs/orders-once-more')
})

test('what only the server finds wrong is listed before it is saved', async () => {
  const page = await fixture.enter()
  await page.goto(`${fixture.server.url}/syncs/orders-to-partnerize/edit?step=review`)
  await page.getByRole('heading', { level: 2, name: 'Review' }).waitFor()
  await page.waitForLoadState('networkidle')
  const found = page.getByRole('region', { name: 'Needs a change' })
  assert.equal(await found.count(), 0)
  // As if a column had left the model since the mapping was saved.
  await page.goto(`${fixture.server.url}/syncs`)
  await page.route('**/api/v1/syncs/orders-to-partnerize', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({
      response: answer,
      body: (await answer.text()).replaceAll('"clickref"', '"click_gone"'),
    })
  })
  await page.goto(`${fixture.server.url}/syncs/orders-to-partnerize/edit?step=review`)
  await found.waitFor()
  await steps(page).getByRole('link', { name: 'Needs a change: Mapping' }).waitFor()
  await accessible(page)
  await found.getByRole('link', { name: /^Mapping/ }).click()
  await page.waitForURL(/step=mapping/)
})

test('a new sync of a model and a destination begins at what is still to be chosen', async () => {
  const page = await fixture.enter()
  const here = (name: string) =>
    steps(page).getByRole('link', { name }).and(page.locator('[aria-current=step]'))
  await page.goto(`${fixture.server.url}/syncs/new?model=orders`)
  await here('Destination').waitFor()
  await page.goto(`${fixture.server.url}/syncs/new?model=orders&destination=partnerstack`)
  await here('Operation').waitFor()
  await page.goto(`${fixture.server.url}/syncs/new`)
  await here('Model').waitFor()
})

test('where a new sync begins is known before anything can be typed, and stays so', async () => {
  const page = await fixture.enter()
  const know = await holdUp(page, '**/api/v1/destination-types')
  const types = page.waitForRequest('**/api/v1/destination-types')
  await page.goto(`${fixture.server.url}/syncs/new?model=orders&destination=partnerize`)
  await page.getByRole('heading', { level: 1, name: 'Add sync' }).waitFor()
  await types
  assert.equal(await steps(page).count(), 0)
  know()
  // Its only operation is chosen, and what is left to be chosen is there.
  await steps(page).getByRole('link', { name: 'Done: Operation' }).waitFor()
  await page.locator('[aria-current=step]').getByText('Campaign').waitFor()
  await page.getByRole('combobox', { name: /^Campaign/ }).click()
  await page.getByRole('option', { name: /10l176/ }).click()
  await page.locator('[aria-current=step]').getByText('Campaign').waitFor() // until one goes on
  await go(page)
  await steps(page).getByRole('link', { name: 'Done: Campaign' }).waitFor()
})

test('how often it runs has bounds, which are said at once', async () => {
  const page = await fixture.enter()
  await page.goto(`${fixture.server.url}/syncs/orders-to-partnerize/edit?step=running`)
  await insist(page)
  await page.getByLabel('It runs').selectOption('Every so often')
  const every = page.getByLabel('Every', { exact: true })
  const upcoming = page.getByRole('region', { name: 'Upcoming' })
  for (const [typed, said] of [
    ['0', 'At least 1.'],
    ['-1', 'At least 1.'],
    ['99999999999', /^At most/],
  ] as const) {
    await every.fill(typed)
    await page.getByText(said).waitFor()
    await upcoming.getByText('It has no next time until this is mended.').waitFor()
  }
  await every.fill('2')
  await upcoming.getByText('It runs every 2 hours.').waitFor()
  // What is rare is no mistake: the server has no bound of its own.
  await every.fill('9000')
  await upcoming.getByText('It runs every 9000 hours.').waitFor()
  assert.equal(await page.getByText(/^At most/).count(), 0)
  await go(page)
  await page.getByRole('heading', { level: 2, name: 'Review' }).waitFor()
  await steps(page).getByRole('link', { name: 'Done: Running' }).click()
  await page.getByLabel('It runs').selectOption('Only when somebody runs it')
})

test('what is half typed or away is told, and is no mistake to the console', async () => {
  const page = await fixture.enter()
  const lines: string[] = []
  page.on('console', (message) => lines.push(message.text()))
  await page.goto(`${fixture.server.url}/syncs/orders-to-partnerize/edit?step=running`)
  await insist(page)
  await page.getByLabel('It runs').selectOption('By a cron expression')
  await page.getByLabel(/^Cron expression/).fill('0 6 *')
  await page.getByText(/“0 6 \*” is not a cron expression/).waitFor()
  await page.getByText('It has no next time until this is mended.').waitFor()

  await fixture.server.faults('503:path=/v3/brand/campaigns,wait=none')
  await page.goto(`${fixture.server.url}/syncs/orders-to-partnerize/edit?step=settings`)
  await page.getByText(/Partnerize answered 503/).waitFor()
  await page.getByRole('textbox', { name: /^Campaign/ }).waitFor() // one types what cannot be listed
  await fixture.server.faults()

  await page.goto(`${fixture.server.url}/models/new?source=shop&from=dbt`)
  await page.getByLabel('dbt manifest').fill('nowhere.json')
  await page
    .getByText(/nowhere\.json/)
    .first()
    .waitFor()
  assert.deepEqual(lines, [])
})
