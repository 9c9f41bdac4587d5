import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Fixture, open } from './fixture.ts'
import { setUp } from './people.ts'

const most = 250_000 // bytes, compressed: all that the first page needs

let fixture: Fixture

before(async () => {
  fixture = await open()
})
after(() => fixture.close())

/** weight is what a page has loaded, as it came over the network. */
function weight(page: Page): Promise<{ name: string; bytes: number }[]> {
  return page.evaluate(() =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map(
      (entry) => ({
        name: new URL(entry.name).pathname,
        bytes: (entry as PerformanceResourceTiming).encodedBodySize,
      }),
    ),
  )
}

test('the first page weighs less than 250 kB in all, and others are loaded when they are opened', async () => {
  const page = await fixture.visit()
  await setUp(page, fixture.server)
  await page.goto(`${fixture.server.url}/`)
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  await page.waitForLoadState('networkidle')
  const loaded = await weight(page)
  const bytes = loaded.reduce((sum, one) => sum + one.bytes, 0)
  assert.ok(bytes > 50_000 && bytes < most, `${bytes} bytes: ${JSON.stringify(loaded, undefined, 1)}`)

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Destinations' }).click()
  await page.getByRole('heading', { level: 1, name: 'Destinations' }).waitFor()
  const names = new Set(loaded.map((one) => one.name))
  assert.ok((await weight(page)).some(({ name }) => name.endsWith('.js') && !names.has(name)))
})

test('what was loaded once is not asked for again', async () => {
  const page = await fixture.visit()
  await page.goto(`${fixture.server.url}/sign-in`)
  await page.getByRole('heading', { name: 'Sign in to Waybill' }).waitFor()
  await accessible(page)
  await page.reload()
  await page.getByRole('heading', { name: 'Sign in to Waybill' }).waitFor()
  const again = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map((entry) => entry as PerformanceResourceTiming)
      .filter((entry) => entry.name.includes('/assets/') && entry.transferSize > 0)
      .map((entry) => entry.name),
  )
  assert.deepEqual(again, [])
})
