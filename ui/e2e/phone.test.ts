import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, type Fixture, fits, open } from './fixture.ts'

let f: Fixture

before(async () => {
  f = await open({ runs: 'all' })
})
after(() => f.close())

test('on a phone the rows of a table are cards, and it is still a table', async () => {
  const page = await f.enter({ width: 360, height: 740 })
  await page.goto(`${f.server.url}/runs`)
  const table = page.getByRole('region', { name: 'Runs, newest first' })
  await table.getByRole('link').first().waitFor()
  assert.ok(await table.evaluate((box) => box.scrollWidth <= box.clientWidth))
  const headers = await table.getByRole('columnheader').count()
  assert.ok(headers > 5)
  assert.equal(await table.getByRole('row').nth(1).getByRole('cell').count(), headers)
  await accessible(page)
})

test('on a phone many filters wait behind a button', async () => {
  const page = await f.enter({ width: 360, height: 740 })
  await page.goto(`${f.server.url}/settings/audit?action=sign_in`)
  await page.getByRole('list', { name: 'What was done' }).waitFor()
  assert.equal(await page.getByRole('combobox', { name: 'To what' }).isVisible(), false)
  await page.getByRole('button', { name: 'Filters: 1 in use' }).click()
  await page.getByRole('combobox', { name: 'To what' }).waitFor()
  await accessible(page)
  await fits(page)
})

test('a page that becomes narrow does not scroll sideways, not even for a moment', async () => {
  const page = await f.enter()
  for (const path of ['/syncs/orders-to-partnerize', '/destinations', '/syncs/orders-to-partnerize/plan']) {
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.goto(f.server.url + path)
    await page.waitForLoadState('networkidle')
    await page.setViewportSize({ width: 360, height: 740 })
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    assert.ok(over <= 0, `${path} scrolls sideways by ${over} px`)
  }
})
