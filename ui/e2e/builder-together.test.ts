import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Fixture, fits, open } from './fixture.ts'
import { insist } from './steps.ts'

// Two people, or two presses of a button, at one thing.
let fixture: Fixture

before(async () => {
  fixture = await open()
})

after(() => fixture.close())

const path = '/syncs/customers-to-partnerstack'
const theirs = (page: Page) => page.getByRole('region', { name: 'What they changed' })
const save = (page: Page, name = 'Save') => page.getByRole('button', { name, exact: true })

for (const look of [
  { width: 1280, dark: false },
  { width: 360, height: 740, dark: true },
]) {
  test(`what somebody else changed of a sync is said, and one chooses: ${look.width} px`, async () => {
    const [first, second] = [await fixture.enter(), await fixture.enter(look)]
    for (const page of [first, second]) {
      await page.goto(`${fixture.server.url}${path}/edit?step=running`)
      await insist(page)
      await page.getByLabel('Most rows', { exact: true }).fill(page === first ? `${look.width}` : '20')
    }
    await first.getByLabel('Growth').fill(`${look.width / 10}`)
    await second.getByLabel('Most of the model').fill('50')
    for (const page of [first, second]) {
      await page.getByRole('link', { name: 'Continue' }).click()
      await save(page).click()
    }
    await first.waitForURL(`**${path}`)
    await second.getByText('Somebody has changed this sync').waitFor()
    const rows = theirs(second).getByRole('row')
    await rows
      .filter({ hasText: 'brakes.max_growth' })
      .getByText(`${look.width / 10}`)
      .waitFor()
    await rows.filter({ hasText: 'brakes.max_rows' }).getByText(`${look.width}`).waitFor()
    assert.equal(await rows.count(), 3, 'a heading, and what they changed')
    await second.getByText('You have changed brakes.max_rows, too.').waitFor()
    await accessible(second)
    await fits(second)
    await second.getByRole('button', { name: /^Take theirs/ }).click()
    await second.getByText('Somebody has changed this sync').waitFor({ state: 'detached' })
    await second.getByText(`more than ${look.width.toLocaleString('en')} rows`).waitFor()
    assert.equal(await second.getByText('more than 50 % of the model').count(), 0)
    await first.context().close()
    await second.context().close()
  })
}

test('what somebody else changed of a model is said, and one saves over it', async () => {
  const [first, second] = [await fixture.enter(), await fixture.enter()]
  for (const page of [first, second]) {
    await page.goto(`${fixture.server.url}/models/orders`)
    await insist(page)
    const sql = page.getByRole('textbox', { name: 'SQL' })
    await sql.click()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type(`select * from orders limit ${page === first ? 3 : 2}`)
  }
  await save(first, 'Save changes').click()
  await first.getByText('orders is saved.').first().waitFor()
  await save(second, 'Save changes').click()
  await theirs(second).getByText('select * from orders limit 3').waitFor()
  await accessible(second)
  await second.getByRole('button', { name: /^Keep mine/ }).click()
  await second.getByRole('button', { name: /^Keep mine/ }).waitFor({ state: 'detached' })
  await second.keyboard.press('Enter') // the focus is on Save
  await second.getByText('orders is saved.').first().waitFor()
  const saved = await (await second.request.get(`${fixture.server.url}/api/v1/models/orders`)).json()
  assert.equal(saved.spec.sql, 'select * from orders limit 2')
})

/** puts is how often something is written while somebody acts. */
async function puts(page: Page, act: () => Promise<unknown>): Promise<number> {
  let count = 0
  await page.route('**/api/v1/**', async (route) => {
    count += route.request().method() === 'PUT' ? 1 : 0
    await route.continue()
  })
  await act()
  await page.unroute('**/api/v1/**')
  return count
}

test('a double click on Save saves once', async () => {
  const page = await fixture.enter()
  await page.goto(`${fixture.server.url}/destinations/new?type=http_request`)
  await page.getByLabel('URL', { exact: false }).first().fill('https://example.com/orders')
  const destination = await puts(page, async () => {
    await save(page, 'Save destination').dblclick()
    await page.getByRole('heading', { level: 1, name: 'http_request' }).waitFor()
    await page.waitForLoadState('networkidle')
  })
  await page.goto(`${fixture.server.url}/models/new?source=shop&from=table&table=orders`)
  await page.getByRole('button', { name: /^Preview/ }).click()
  await page.getByRole('combobox', { name: /Columns of the key/ }).fill('order_id')
  await page.getByRole('option', { name: 'order_id' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('textbox', { name: /^Name/ }).fill('twice')
  const model = await puts(page, async () => {
    await save(page, 'Save model').dblclick()
    await page.getByRole('heading', { level: 1, name: 'twice' }).waitFor()
    await page.waitForLoadState('networkidle')
  })
  await page.goto(`${fixture.server.url}${path}/edit?step=review`)
  await insist(page)
  const sync = await puts(page, async () => {
    await save(page).dblclick()
    await page.waitForURL(`**${path}`)
    await page.waitForLoadState('networkidle')
  })
  assert.deepEqual({ destination, model, sync }, { destination: 1, model: 1, sync: 1 })
})
