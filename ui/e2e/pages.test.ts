import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, type Fixture, fits, legible, open } from './fixture.ts'
import { title, turn } from './steps.ts'

let fixture: Fixture

before(async () => {
  fixture = await open({ runs: 'all' })
})

after(() => fixture.close())

const settings = ['people', 'tokens', 'secrets', 'alerts', 'retention', 'audit', 'about']

test('a viewer sees the syncs and can change none', async () => {
  const viewer = await fixture.invite()
  await viewer.goto(`${fixture.server.url}/syncs`)
  await viewer.getByRole('link', { name: /^orders-to-partnerize/ }).waitFor()
  assert.equal(await viewer.getByRole('link', { name: 'Add sync' }).count(), 0)
  assert.equal(await viewer.getByRole('button', { name: /^Actions for/ }).count(), 0)
  for (const path of ['/syncs/new', '/syncs/orders-to-partnerize/edit']) {
    await viewer.goto(fixture.server.url + path)
    await viewer.getByText('You may look, and not change').waitFor()
    await accessible(viewer)
  }
})

test('a time in a table says UTC to who points at it, or goes through the rows by the keyboard', async () => {
  const page = await fixture.enter()
  await page.goto(`${fixture.server.url}/runs`)
  const table = page.getByRole('region', { name: 'Runs, newest first' })
  const time = table.locator('time').first()
  await time.hover() // it fails where the row's link covers it
  assert.match((await time.getAttribute('title')) ?? '', /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/)
  const row = table
    .getByRole('row')
    .filter({ has: page.locator('time') })
    .first()
  await page.keyboard.press('Tab')
  await row.getByRole('link').first().focus()
  const said = await time.evaluate((one) => getComputedStyle(one, '::after').content)
  assert.match(said, /\d\d:\d\d:\d\d UTC/)
  await fits(page)
  await time.click()
  await title(page, /^Run of/).waitFor()
  const key = page.getByRole('region', { name: 'Rows of the run' }).locator('td:not(:first-child) [data-key]')
  const box = await key.first().boundingBox()
  assert.ok(box)
  const middle = box.y + box.height / 2
  await page.mouse.move(box.x + 1, middle)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width - 1, middle, { steps: 4 })
  await page.mouse.up() // it is marked, and the row stays closed
  await title(page, /^Run of/).waitFor()
  assert.notEqual(await page.evaluate(() => String(getSelection()).trim()), '')
})

test('both themes and a phone', async () => {
  const page = await fixture.enter()
  for (const path of [
    '/syncs',
    '/syncs/new',
    '/syncs/customers-to-partnerstack/edit?step=operation',
    '/syncs/customers-to-partnerstack/edit?step=match',
    '/syncs/orders-to-partnerize/edit?step=mapping',
    '/syncs/orders-to-partnerize/edit?step=running',
    '/syncs/orders-to-partnerize/edit?step=review',
    '/refused',
  ]) {
    await page.goto(fixture.server.url + path, { waitUntil: 'networkidle' })
    await turn(page, { dark: true })
    await legible(page)
    await fits(page)
    await turn(page, { width: 360 })
    await accessible(page)
    await fits(page)
  }
})

test('every page of the settings is accessible in both themes, and fits a phone', async () => {
  const page = await fixture.enter()
  for (const path of [...settings.map((place) => `/settings/${place}`), '/account']) {
    await turn(page, {})
    await page.goto(fixture.server.url + path)
    await title(page, path === '/account' ? 'Your account' : 'Settings').waitFor()
    await page.getByRole('heading', { level: 2 }).first().waitFor()
    await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
    await accessible(page)
    await turn(page, { dark: true })
    await legible(page)
    await turn(page, { dark: true, width: 360 })
    await fits(page)
  }
})

test('on a phone the rows of a table are cards, and it is still a table', async () => {
  const page = await fixture.enter({ width: 360, height: 740 })
  await page.goto(`${fixture.server.url}/runs`)
  const table = page.getByRole('region', { name: 'Runs, newest first' })
  await table.getByRole('link').first().waitFor()
  assert.ok(await table.evaluate((box) => box.scrollWidth <= box.clientWidth))
  const headers = await table.getByRole('columnheader').count()
  assert.ok(headers > 5)
  assert.equal(await table.getByRole('row').nth(1).getByRole('cell').count(), headers)
  await accessible(page)
})

test('on a phone many filters wait behind a button', async () => {
  const page = await fixture.enter({ width: 360, height: 740 })
  await page.goto(`${fixture.server.url}/settings/audit?action=sign_in`)
  await page.getByRole('list', { name: 'What was done' }).waitFor()
  assert.equal(await page.getByRole('combobox', { name: 'To what' }).isVisible(), false)
  await page.getByRole('button', { name: 'Filters: 1 in use' }).click()
  await page.getByRole('combobox', { name: 'To what' }).waitFor()
  await accessible(page)
  await fits(page)
})

test('a page that becomes narrow does not scroll sideways, not even for a moment', async () => {
  const page = await fixture.enter()
  for (const path of ['/syncs/orders-to-partnerize', '/destinations', '/syncs/orders-to-partnerize/plan']) {
    await turn(page, {})
    await page.goto(fixture.server.url + path)
    await page.waitForLoadState('networkidle')
    await turn(page, { width: 360 })
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    assert.ok(over <= 0, `${path} scrolls sideways by ${over} px`)
  }
})

test('of a sync that is not there nothing else is said', async () => {
  const page = await fixture.enter()
  for (const [path, all] of [
    ['/in-doubt', 'All rows in doubt'],
    ['/unconfirmed', 'All unconfirmed rows'],
    ['/runs', 'All runs'],
  ]) {
    await page.goto(`${fixture.server.url}${path}?sync=zzz`)
    await page.getByText('There is no sync zzz.').waitFor()
    await accessible(page)
    await page.getByRole('link', { name: all }).click()
    await page.getByText('There is no sync zzz.').waitFor({ state: 'detached' })
  }
})
