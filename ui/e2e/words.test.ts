import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Fixture, fits, open } from './fixture.ts'

const long = `R-${'Long'.repeat(60)}`

let f: Fixture

before(async () => {
  f = await open({ project: withOdd })
})
after(() => f.close())

// What a warehouse may hold: a key without an end, one with what nobody sees, and a cell of a whole page.
function withOdd(yaml: string): string {
  return yaml
    .replace(
      'models:\n',
      `models:
  odd:
    source: shop
    sql: |
      with n(id, note) as (values ('${long}', 'short'), ('turned' || char(8238) || 'abc', 'short'),
        ('null' || char(0) || 'byte', 'short'), ('cell', printf('%.10000c', 'w')))
      select id, '10lsandbox03' as click, 'shoes' as category, 12.5 as value, null as quantity, note from n
    primary_key: id
`,
    )
    .replace(
      'syncs:\n',
      `syncs:
  odd-sync:
    model: odd
    destination: partnerize
    operation: conversions
    mode: insert
    settings: {campaign: 10l176}
    mapping:
      conversion_reference: id
      click_reference: click
      item_category: category
      item_value: value
      item_quantity: quantity
`,
    )
}

async function run(page: Page): Promise<string> {
  await page.goto(`${f.server.url}/syncs/odd-sync`)
  await page.getByRole('button', { name: 'Run now…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click()
  await page.getByRole('heading', { level: 1, name: 'Run of odd-sync' }).waitFor()
  await page.getByRole('region', { name: 'Rows of the run' }).getByText('cell', { exact: true }).waitFor()
  return page.url()
}

test('words without an end, and letters that nobody sees, break no page', async () => {
  const page = await f.enter()
  const at = await run(page)
  await fits(page)
  const rows = page.getByRole('region', { name: 'Rows of the run' })
  await rows.getByText('turned[U+202E]abc', { exact: true }).waitFor()
  for (const key of [long, 'turned[U+202E]abc', 'null[U+0000]byte', 'cell']) {
    await page.goto(at)
    await rows.getByText(key, { exact: true }).click()
    await page.getByRole('heading', { level: 1, name: key, exact: true }).waitFor()
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
