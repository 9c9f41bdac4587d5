import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { accessible, type Fixture, open } from './fixture.ts'
import { insist, onward } from './steps.ts'

// Lists and objects are mapped by clicks, and what was mapped is what the receiver gets.
let fixture: Fixture
let page: Page

const baskets = `  baskets:
    source: shop
    sql: |
      select 'B-1' as id, 'click1' as click, 'EUR' as currency,
        '[{"group": "shoes", "price": 59.90, "n": 1, "tags": [{"word": "new"}, {"word": "red"}], "maker": {"land": "PT"}}, {"group": "socks", "price": 1.10, "n": 3, "tags": [], "maker": null}]' as basket
    primary_key: id
`

/** What the receiver got: the path and the body of each request. */
const received: { path: string; key: string | undefined; body: string }[] = []
const receiver = createServer((request, answer) => {
  let body = ''
  request.on('data', (chunk: Buffer) => {
    body += chunk.toString()
  })
  request.on('end', () => {
    received.push({ path: request.url ?? '', key: request.headers['x-key'] as string | undefined, body })
    answer.writeHead(201).end('{}')
  })
})

before(async () => {
  await new Promise<void>((ready) => receiver.listen(0, '127.0.0.1', ready))
  fixture = await open({ project: (yaml) => yaml.replace('models:\n', `models:\n${baskets}`) })
  page = await fixture.enter()
})

after(async () => {
  await fixture.close()
  receiver.close()
})

const next = () => page.getByRole('link', { name: 'Continue' }).click()
const preview = () => page.getByRole('complementary', { name: 'Preview' })

async function choose(label: string, option: string) {
  const box = page.getByRole('combobox', { name: label, exact: true })
  await preview().locator('[aria-busy=true]').first().waitFor({ state: 'detached' }) // what it finds may move the field
  await box.click()
  await box.fill(option) // a long list may end below the window, and scrolling to it closes it
  await page.getByRole('option', { name: new RegExp(`^${option}\\b`) }).click()
}

/** runs saves what was built, runs it, and waits until a row was accepted. */
async function runs(name: string) {
  await page.getByRole('link', { name: 'Review' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.waitForURL(`**/syncs/${name}`)
  await page.getByRole('button', { name: 'Run now…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click()
  await page.getByRole('link', { name: 'B-1' }).first().waitFor()
  await page.getByText('Accepted', { exact: true }).first().waitFor()
}

test('a conversion with two items is mapped from a list', async () => {
  await page.goto(`${fixture.server.url}/syncs/new?model=baskets&destination=partnerize&step=operation`)
  await page.getByRole('radio', { name: 'Conversions' }).check()
  await next()
  await page.getByRole('combobox', { name: /^Campaign/ }).click()
  await page.getByRole('option').first().click()
  await next()
  await choose('Column for Conversion reference (order ID)', 'id')
  await choose('Column for Click reference', 'click')

  // What each item needs is said beside it, before a row is refused for it.
  const items = page.getByRole('group', { name: 'Items', exact: true })
  await choose('List for Items', 'click')
  await items.getByText(/“click1” cannot be read as a list/).waitFor()
  await choose('List for Items', 'basket')
  const category = items.getByRole('group', { name: /^Category/ })
  const quantity = items.getByRole('group', { name: /^Quantity/ })
  for (const part of [category, quantity]) {
    await part.getByText('required', { exact: true }).waitFor()
    await part
      .getByText('Required: each item needs it, and rows with an item without it are refused.')
      .waitFor()
  }
  await accessible(page)
  await items.getByLabel('Member for Items: Category').fill('group')
  await preview().getByText('Would be refused').waitFor()
  await quantity.getByText(/This row: Conversion item is missing required field\(s\): quantity/).waitFor()
  assert.equal(await category.getByText(/^Required:|^This row/).count(), 0)
  await items.getByLabel('Member for Items: Quantity').fill('n')
  await items.getByLabel('Member for Items: Value').fill('pirce')
  await items.getByText('No element in the first rows has a member “pirce”.').waitFor()
  await items.getByLabel('Member for Items: Value').fill('price')
  await items.getByText('No element in the first rows').waitFor({ state: 'detached' })
  await preview().getByText('Would be sent').waitFor()
  await preview()
    .getByText(/\[category:shoes\/.*value:59\.90.*\]\[category:socks\/.*value:1\.10.*quantity:3/)
    .waitFor()
  await runs('baskets-to-partnerize')

  await page.goto(`${fixture.server.url}/syncs/baskets-to-partnerize`)
  // On the sync's page fields are called as here, and one that each item needs says so.
  const mapping = page.getByRole('table', { name: 'Mapping' })
  for (const field of ['category', 'quantity']) {
    await mapping
      .getByRole('row', { name: new RegExp(`^${field} ${field} `, 'i') })
      .getByText('Required: the row is refused')
      .waitFor()
  }
  await mapping
    .getByRole('row', { name: /^Value value / })
    .getByText('Left out')
    .waitFor()
})

test('an HTTP request is built to a delivered row, with a list in a list and an object', async () => {
  const { port } = receiver.address() as AddressInfo
  await page.goto(`${fixture.server.url}/destinations/new`)
  await page.getByRole('radio', { name: 'HTTP request' }).check()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('textbox', { name: /^Name/ }).fill('warehouse')
  await page.getByLabel('URL', { exact: false }).first().fill(`http://127.0.0.1:${port}/orders/{{ row.id }}`)
  await page.getByRole('button', { name: 'Add to headers' }).click()
  await page.getByLabel('Headers: name 1').fill('X-Key')
  await page.getByLabel('Headers: value of X-Key').fill('planted key')
  await page.getByRole('button', { name: 'Save destination' }).click()
  await page.getByRole('heading', { level: 1, name: 'warehouse' }).waitFor()

  await page.goto(`${fixture.server.url}/syncs/new?model=baskets&destination=warehouse&step=operation`)
  await page.getByRole('radio', { name: 'Requests' }).check()
  // Nobody is asked what is there: what is created and what is updated is up to the other side.
  await page.getByText('As upsert: the same requests are sent.').waitFor()
  await page.getByRole('radio', { name: 'Insert' }).check()
  await onward(page)
  await next() // what makes a record unique: the primary key, if nothing is chosen
  await add('order', page)
  await choose('Column for order', 'id')
  await add('lines', page)
  await page.getByLabel('What fills lines').selectOption('List')
  await choose('List for lines', 'basket')
  const lines = page.getByRole('group', { name: /^lines/ }).first()
  await further(lines, 'lines', 'group')
  await lines.getByLabel('Member for lines: group').fill('group')
  await further(lines, 'lines', 'amount')
  await lines.getByLabel('Member for lines: amount').fill('price')
  await further(lines, 'lines', 'words')
  await lines.getByLabel('What fills lines: words').selectOption('List')
  await lines.getByLabel('List for lines: words').fill('tags')
  await further(lines, 'lines: words', 'text')
  await lines.getByLabel('Member for lines: words: text').fill('word')
  await further(lines, 'lines', 'sold')
  await lines.getByLabel('What fills lines: sold').selectOption('Object')
  await further(lines, 'lines: sold', 'as')
  await lines.getByLabel('Member for lines: sold: as').fill('group')
  await add('about', page)
  await page.getByLabel('What fills about').selectOption('Object')
  const about = page.getByRole('group', { name: /^about/ }).first()
  await further(about, 'about', 'currency')
  await choose('Column for about: currency', 'currency')
  await preview().getByText('Would be sent').waitFor()
  await preview()
    .getByText(/"currency": "EUR"/)
    .waitFor()
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
  await accessible(page)
  await runs('baskets-to-warehouse')
  assert.deepEqual(received, [
    {
      path: '/orders/B-1',
      key: 'planted key',
      // A list that is empty counts as nothing, and is left out.
      body: '{"order":"B-1","lines":[{"group":"shoes","amount":59.90,"words":[{"text":"new"},{"text":"red"}],"sold":{"as":"shoes"}},{"group":"socks","amount":1.10,"sold":{"as":"socks"}}],"about":{"currency":"EUR"}}',
    },
  ])
})

test('a list of columns stays open when its field leaves the window', async () => {
  await page.goto(`${fixture.server.url}/syncs/baskets-to-partnerize/edit?step=mapping`)
  await insist(page)
  const box = page.getByRole('combobox', { name: 'Column for Conversion reference (order ID)', exact: true })
  await preview().locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
  await page.setViewportSize({ width: 1280, height: 500 })
  await box.click()
  const option = page.getByRole('option', { name: /^currency\b/ })
  await option.waitFor()
  // Whatever moves it: a wheel, or what a preview finds above it.
  await box.evaluate((field) => window.scrollBy(0, field.getBoundingClientRect().bottom + 5))
  await page.waitForFunction(
    (field) => (field?.getBoundingClientRect().bottom ?? 0) < 0,
    await box.elementHandle(),
  )
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  assert.ok(await option.isVisible())
  await option.click()
  assert.equal(await box.inputValue(), 'currency')
  await page.setViewportSize({ width: 1280, height: 800 })
})

/** add names a further field of the record. */
async function add(name: string, on: Page) {
  await on.getByLabel('Name of a custom field').fill(name)
  await on.getByRole('button', { name: 'Add field' }).click()
}

/** further names a member of what a list or an object makes. */
async function further(on: Locator, of: string, name: string) {
  const input = on.getByLabel(`Further name in ${of}`, { exact: true })
  await input.fill(name)
  await input.press('Enter')
}
