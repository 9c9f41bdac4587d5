import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Fixture, fits, legible, open } from './fixture.ts'
import { turn } from './steps.ts'

// The pages of what is set up, with the sample's data.
let fixture: Fixture

before(async () => {
  fixture = await open({
    // A database that is down.
    project: (yaml) =>
      yaml.replace(
        'sources:\n',
        'sources:\n  down: {type: postgres, url: "postgres://waybill:x@127.0.0.1:1/shop"}\n',
      ),
  })
})

after(() => fixture.close())

const pages = [
  '/destinations',
  '/destinations/new',
  '/destinations/new?type=http_request',
  '/destinations/partnerize',
  '/sources',
  '/sources/new',
  '/sources/new?type=postgres',
  '/sources/shop',
  '/models',
  '/models/new?source=shop&from=table&table=orders',
  '/models/orders',
]

test('every page is accessible and fits: on a desk and on a phone, light and dark', async () => {
  const visitor = await fixture.enter()
  for (const path of pages) {
    await turn(visitor, {})
    await visitor.goto(fixture.server.url + path)
    await visitor.getByRole('heading', { level: 1 }).waitFor()
    await visitor.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
    for (const advanced of await visitor.getByText('Advanced', { exact: true }).all()) {
      await advanced.click()
    }
    await accessible(visitor)
    await fits(visitor)
    await turn(visitor, { dark: true })
    await legible(visitor)
    await turn(visitor, { dark: true, width: 360 })
    await accessible(visitor)
    await fits(visitor)
  }
})

test('a viewer sees everything and can change nothing', async () => {
  const viewer = await fixture.invite()
  for (const path of ['/destinations', '/sources', '/models']) {
    await viewer.goto(fixture.server.url + path)
    await viewer.getByRole('row').nth(1).waitFor()
    assert.equal(await viewer.getByRole('link', { name: /^Add/ }).count(), 0, path)
    assert.equal(await viewer.getByRole('button', { name: /^Test/ }).count(), 0, path)
  }
  for (const path of ['/destinations/partnerize', '/sources/shop', '/models/orders']) {
    await viewer.goto(fixture.server.url + path)
    await viewer.getByText(/^You can look at it/).waitFor()
    assert.equal(await viewer.getByRole('button', { name: /^(Save|Delete|Test)/ }).count(), 0, path)
    await accessible(viewer)
  }
  await viewer.getByRole('region', { name: 'First rows of the model' }).getByText('O-9001').waitFor()
  // Nothing stands there that they could press in vain.
  const dead = /^(Preview|Cancel|Insert|Check|Remove|Add|Choose)/
  for (const path of ['/destinations/partnerize', '/sources/shop', '/models/orders']) {
    await viewer.goto(fixture.server.url + path)
    await viewer.getByText(/^You can look at it/).waitFor()
    await viewer.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
    assert.deepEqual(await viewer.getByRole('button', { name: dead }).allInnerTexts(), [], path)
    assert.equal(await viewer.getByRole('main').locator('button:disabled').count(), 0, path)
  }
  for (const path of ['/destinations/new?type=partnerize', '/sources/new', '/models/new?source=shop']) {
    await viewer.goto(fixture.server.url + path)
    await viewer.getByText('You may look, and not change').waitFor()
    assert.equal(await viewer.getByRole('main').getByRole('button').count(), 0, path)
    await accessible(viewer)
  }
})

test('what cannot be tried without sending is not said to work', async () => {
  const page = await fixture.enter()
  await page.goto(`${fixture.server.url}/destinations/new?type=http_request`)
  await page.getByLabel('URL', { exact: false }).first().fill('https://example.com/orders')
  await page.getByRole('button', { name: 'Test connection' }).click()
  const found = page.getByRole('status', { name: 'What the test found' })
  await found.getByText(/looks right, not tried/).waitFor()
  assert.equal(await found.getByText(/works/).count(), 0)
})

test('what is missing is said beside its field, before a connection is tried or saved', async () => {
  const page = await fixture.enter()
  const found = page.getByRole('status', { name: 'What the test found' })
  const said = async (field: string, words: string) => {
    const input = page.getByRole('textbox', { name: field })
    await page.getByText(words, { exact: true }).first().waitFor()
    assert.equal(await input.getAttribute('aria-invalid'), 'true')
    assert.ok(await input.evaluate((one) => one === document.activeElement))
    return input
  }
  for (const press of ['Test connection', 'Save source']) {
    await page.goto(`${fixture.server.url}/sources/new?type=sqlite`)
    await page.getByRole('button', { name: press }).click()
    const file = await said('File', 'File is required.')
    assert.equal(await found.getByText(/./).count(), 0)
    await accessible(page)
    await file.fill('./nowhere.db')
    assert.equal(await file.getAttribute('aria-invalid'), null)
  }
  await page.getByRole('textbox', { name: 'Name' }).fill('')
  await page.getByRole('button', { name: 'Save source' }).click()
  await said('Name', 'Name is required.')
  await page.goto(`${fixture.server.url}/destinations/new?type=partnerize`)
  await page.getByRole('button', { name: 'Test connection' }).click()
  const key = page.getByLabel('User Application Key', { exact: true })
  await found.getByText(/^User Application Key is required to send Conversions/).waitFor()
  assert.equal(await key.getAttribute('aria-invalid'), 'true')
  assert.ok(await key.evaluate((one) => one === document.activeElement))
  assert.equal(await page.getByText('user_application_key').count(), 0)
  await page.goto(`${fixture.server.url}/models/new`)
  await page.getByRole('button', { name: 'Save model' }).click()
  await page.getByText('Write the query.').waitFor()
  assert.equal(await page.locator('[aria-invalid=true]:focus').count(), 1)
  await accessible(page)
})

test('a model without a key says so beside the choice of it', async () => {
  const page = await fixture.enter()
  await page.goto(`${fixture.server.url}/models/new?source=shop&from=table&table=orders`)
  await page.getByRole('textbox', { name: /^Name/ }).fill('keyless')
  await page.getByRole('button', { name: 'Save model' }).click()
  await page.getByText('Choose at least one column: without a key, rows cannot be told apart.').waitFor()
  const key = page.getByRole('combobox', { name: /Columns of the key/ })
  assert.equal(await key.getAttribute('aria-invalid'), 'true')
  assert.ok(await key.evaluate((input) => input === document.activeElement))
  assert.equal(await page.getByText('`').count(), 0)
  await accessible(page)
})

test('what the server finds wrong is in sentences', async () => {
  const page = await fixture.enter()
  await page.goto(`${fixture.server.url}/destinations/new?type=http_request`)
  await page.getByRole('textbox', { name: /^Name/ }).fill('Mein Laden')
  await page.getByLabel('URL', { exact: false }).first().fill('https://example.com/orders')
  const name = page.getByRole('textbox', { name: /^Name/ })
  for (const press of ['Test connection', 'Save destination']) {
    await name.fill('Mein Laden')
    await page.getByRole('button', { name: press }).click()
    const told = page.getByText(/^“Mein Laden” cannot be a name\. A name has .* not only dots\.$/)
    await told.waitFor()
    assert.equal(await name.getAttribute('aria-invalid'), 'true')
    await name.fill('laden')
    await told.waitFor({ state: 'detached' })
  }
})

test('what a change of a model would break is said before it is saved', async () => {
  const page = await fixture.enter()
  await page.goto(`${fixture.server.url}/models/orders`)
  await page.getByLabel('Change it here all the same').check()
  await page.locator('.cm-content').click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('select order_id, clickref, line_items from orders')
  await page.getByRole('button', { name: 'Save changes' }).click()
  const question = page.getByRole('dialog', { name: 'Save orders all the same?' })
  await question.getByText(/^The sync orders-to-partnerize fails: .*no column currency/).waitFor()
  await accessible(page)
  await question.getByRole('button', { name: 'Go on editing' }).click()
  await question.waitFor({ state: 'detached' })

  await page.keyboard.press('Escape')
  await page.locator('.cm-content').click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('select * from orders')
  await page.getByRole('combobox', { name: /Columns of the key/ }).fill('customer_id')
  await page.getByRole('option', { name: 'customer_id' }).click()
  await page.keyboard.press('Escape') // the list stays open for further ones, over what follows
  await page.getByRole('button', { name: 'Save changes' }).click()
  await question.getByText(/^Rows were known by order_id, and will be by order_id and customer_id/).waitFor()
  const kept = await (await page.request.get(`${fixture.server.url}/api/v1/models/orders`)).json()
  assert.deepEqual(kept.spec.primary_key, 'order_id')
})

test('the last test of a connection is there in another browser, until it is changed', async () => {
  const page = await fixture.enter()
  await page.goto(`${fixture.server.url}/sources`)
  const told = (where: Page, name: string) => where.getByRole('status', { name: `Test of ${name}` })
  await told(page, 'shop').getByText('Not tested yet').waitFor()
  await page.getByRole('button', { name: 'Test shop' }).click()
  await told(page, 'shop').getByText('Works').waitFor()
  await page.getByRole('button', { name: 'Test down' }).click()
  await told(page, 'down').getByText('Does not work').waitFor()
  const other = await fixture.enter({ width: 360, height: 740 })
  await other.goto(`${fixture.server.url}/sources`)
  await told(other, 'shop').getByText('Works').waitFor()
  await told(other, 'shop').getByText('Tested just now').waitFor()
  await told(other, 'down')
    .getByText(/connection refused/i)
    .waitFor()
  await fits(other)
  await accessible(other)
  await other.evaluate(async () => {
    const session = await (await fetch('/api/v1/auth/session')).json()
    await fetch('/api/v1/sources/down?force=true', {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': session.csrf_token, 'If-Match': '*' },
      body: JSON.stringify({ spec: { type: 'postgres', url: 'postgres://waybill:x@127.0.0.1:2/shop' } }),
    })
  })
  await page.reload()
  await told(page, 'down').getByText('Changed since its last test').waitFor()
})
