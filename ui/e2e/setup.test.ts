import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Fixture, open } from './fixture.ts'
import { holdUp } from './steps.ts'

// Somebody sets up everything that a sync needs, beginning with nothing.
let fixture: Fixture
let page: Page

before(async () => {
  fixture = await open({ empty: true })
  page = await fixture.enter()
})

after(() => fixture.close())

const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true })
const button = (name: string | RegExp) => page.getByRole('button', { name })
const found = () => page.getByRole('status', { name: 'What the test found' })

async function hosts(api: string, tracking: string) {
  await page.getByText('Advanced', { exact: true }).click()
  await page.getByLabel('API URL').fill(api)
  await page.getByLabel('Tracking URL').fill(tracking)
}

test('a destination with wrong keys says which are wrong, and is saved with the right ones', async () => {
  await page.getByRole('link', { name: 'Destinations' }).click()
  await page.getByText('No destinations yet').waitFor()
  await accessible(page)
  await page.getByRole('link', { name: 'Add destination' }).click()
  await button('Continue').click()
  await page.getByRole('alert').getByText('Choose one to go on.').waitFor()
  await accessible(page)
  await page.getByRole('radio', { name: 'Partnerize' }).check()
  await button('Continue').click()
  await heading('Add Partnerize').waitFor()
  assert.equal(new URL(page.url()).search, '?type=partnerize')

  await page.getByLabel('User Application Key', { exact: true }).fill('app_wrong')
  await page.getByLabel('User API Key', { exact: true }).fill('user_wrong')
  assert.equal(await page.getByLabel('User API Key', { exact: true }).getAttribute('type'), 'password')
  await hosts('http://127.0.0.1:9', fixture.server.partnerize) // nothing listens there
  await button('Test connection').click()
  await found().getByText('User Application Key and User API Key: could not be tried').waitFor()
  await found()
    .getByText(/^Nobody answered at 127\.0\.0\.1:9, so that it could not be tried/)
    .waitFor()
  await page.getByLabel('API URL').fill(fixture.server.partnerize)
  await button('Test connection').click()
  await found().getByText('User Application Key and User API Key: does not work').waitFor()
  await found().getByText('Verify your User Application Key and User API Key are correct').waitFor()
  await accessible(page)

  await page.getByLabel('User Application Key', { exact: true }).fill('app_sandbox')
  await page.getByLabel('User API Key', { exact: true }).fill('user_sandbox')
  await page.getByText('You have changed something since this test.').waitFor()
  await button('Test connection').click()
  await found().getByText('User Application Key and User API Key: works').waitFor()
  await button('Save destination').click()
  await heading('partnerize').waitFor()
  assert.equal(new URL(page.url()).pathname, '/destinations/partnerize')

  // What was typed is not to be seen again, and stays if nothing else is typed.
  const key = page.getByLabel('User API Key', { exact: true })
  await page.getByText('Set. Leave empty to keep it.').first().waitFor()
  assert.equal(await key.inputValue(), '')
  assert.ok(!(await page.content()).includes('user_sandbox'), 'the secret is on the page')
  await key.fill('x')
  await key.fill('')

  // A test that is on its way while it is saved goes on.
  const release = await holdUp(page, '**/destinations/test')
  await button('Test connection').click()
  await found().getByText('trying…').first().waitFor()
  const answer = page.waitForResponse((one) => one.request().method() === 'PUT')
  await button('Save changes').click()
  assert.equal((await answer).status(), 200)
  release()
  await found().getByText('works').waitFor()
  await page.getByText('Nothing is written or sent.').waitFor()
})

test('each credential of PartnerStack is tried by itself', async () => {
  await page.goto(`${fixture.server.url}/destinations/new?type=partnerstack`)
  await heading('Add PartnerStack').waitFor()
  await page.getByLabel('Public key').fill('pk_sandbox')
  await page.getByLabel('Secret key', { exact: true }).fill('sk_wrong')
  await hosts(`${fixture.server.partnerstack}/api/v2`, fixture.server.partnerstack)
  await button('Test connection').click()
  await found().getByText('Public key and Secret key: does not work').waitFor()
  await found().getByText('Not given. Only needed to send Events (S2S conversions).').waitFor()
  await page.getByLabel('Secret key', { exact: true }).fill('sk_sandbox')
  await page.getByLabel('S2S tracking token', { exact: true }).fill('s2s_sandbox')
  await button('Test connection').click()
  await found().getByText('Public key and Secret key: works').waitFor()

  await page.getByRole('textbox', { name: /^Name/ }).fill('partnerize')
  await button('Save destination').click()
  const refusal = page.getByText('There is one called partnerize already. Choose another name.')
  await refusal.first().waitFor()
  assert.equal(await refusal.count(), 1)
  await page.getByRole('textbox', { name: /^Name/ }).fill('stack')
  assert.equal(await refusal.count(), 0)
  await button('Save destination').click()
  await heading('stack').waitFor()
  await accessible(page)
  await page.getByRole('link', { name: 'Destinations' }).first().click()
  await button('Test stack').click()
  await page.getByRole('status', { name: 'Test of stack' }).getByText('Works').waitFor()
})

test('a wrong limit is told beside its field', async () => {
  await page.goto(`${fixture.server.url}/destinations/stack`)
  await page.getByText('Advanced', { exact: true }).click()
  const per = page.getByLabel('Per', { exact: true })
  await page.getByLabel('Requests', { exact: true }).fill('5')
  await per.fill('often')
  await button('Save changes').click()
  await page.getByRole('alert').waitFor()
  assert.equal(await per.getAttribute('aria-invalid'), 'true')
  await per.fill('1s')
  await button('Save changes').click()
  await page.getByText('stack is saved.').first().waitFor()
})

test('a source is added with the keyboard alone', async () => {
  await page.goto(`${fixture.server.url}/sources`)
  await page.getByText('No sources yet').waitFor()
  await accessible(page)
  await page.getByRole('link', { name: 'Add source' }).focus()
  await page.keyboard.press('Enter')
  await heading('Add source').waitFor()
  await tabTo('SQLite')
  await page.keyboard.press('Space')
  await tabTo('Continue')
  await page.keyboard.press('Enter')
  await heading('Add SQLite').waitFor()
  await tabTo('Name *')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('shop')
  await tabTo('File *')
  await page.keyboard.type('./nowhere.db')
  await tabTo('Test connection')
  await page.keyboard.press('Enter')
  await found().getByText('does not work').waitFor()
  assert.equal(await page.getByLabel(/^File/).getAttribute('aria-invalid'), 'true')
  await accessible(page)
  await page.getByLabel(/^File/).focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('./shop.db')
  await tabTo('Test connection')
  await page.keyboard.press('Enter')
  await found().getByText('works').waitFor()
  await tabTo('Save source')
  await page.keyboard.press('Enter')
  await heading('shop').waitFor()
  await page.getByRole('searchbox', { name: 'Search tables' }).fill('ord')
  await page.getByText('payments').waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'Add model of orders' }).waitFor()
  await page.waitForURL((url) => url.search === '?q=ord')
})

/** tabTo presses Tab until what is called so has the focus. */
async function tabTo(name: string) {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab')
    const here = await page.evaluate(() => {
      const at = document.activeElement
      const by = at?.getAttribute('aria-labelledby')
      const label = (at instanceof HTMLInputElement && at.labels?.[0]?.textContent) || ''
      return (
        (by && document.getElementById(by)?.textContent) ||
        label ||
        (at instanceof HTMLElement ? at.textContent : '')
      )
    })
    if (here.trim() === name) {
      return
    }
  }
  assert.fail(`nothing called ${name} can be reached by Tab`)
}

test('a model is written, previewed, its key checked, and saved', async () => {
  await page.goto(`${fixture.server.url}/models`)
  await page.getByText('No models yet').waitFor()
  await page.getByRole('link', { name: 'Add model' }).click()
  await heading('Add model').waitFor()
  const sql = page.getByRole('textbox', { name: 'SQL' })
  await sql.click()
  await page.keyboard.type('select * from ')
  await button('Insert orders').click()
  await page.keyboard.type(' whre 1')
  await page.keyboard.press('Control+Enter')
  await page
    .getByRole('alert')
    .getByText(/SQLite: .*syntax error/)
    .waitFor()
  await accessible(page)

  await sql.click()
  await page.keyboard.press('Control+a')
  await page.keyboard.type(
    'select order_id, currency, voucher, line_items, 12345678901234567 as big from orders',
  )
  await page.keyboard.press('Control+Enter')
  const rows = page.getByRole('region', { name: 'First rows of the model' })
  await rows.getByRole('columnheader', { name: 'order_id' }).waitFor()
  assert.equal(await page.locator('.cm-tooltip-autocomplete').count(), 0) // it would lie over them
  assert.equal(await page.getByRole('alert').count(), 0)
  await rows.getByText('12345678901234567', { exact: true }).first().waitFor()
  await rows.getByText('null', { exact: true }).first().waitFor()
  await rows.getByRole('button', { name: /shoes/ }).first().click()
  await rows.getByRole('code').getByText('"SH-42"').waitFor()

  await page.getByRole('combobox', { name: /Columns of the key/ }).click()
  await page.getByRole('option', { name: 'currency' }).click()
  await page.keyboard.press('Escape')
  await button('Check the key').click()
  const check = page.getByRole('status', { name: 'What the check found' })
  await check.getByText('This key does not tell all rows apart').waitFor()
  await check.getByText(/2 rows of 5 rows repeat the key of an earlier row, such as EUR and USD/).waitFor()
  await accessible(page)
  await page.getByRole('combobox', { name: /Columns of the key/ }).press('Backspace')
  await page.getByRole('combobox', { name: /Columns of the key/ }).fill('order')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await button('Check the key').click()
  await check.getByText('Each of 5 rows has a key of its own').waitFor()

  await page.getByRole('textbox', { name: /^Name/ }).fill('big orders')
  await button('Save model').click()
  const refusal = page.getByText(/A name has no spaces and no slashes/)
  await refusal.first().waitFor()
  assert.equal(await refusal.count(), 1)
  await page.getByRole('textbox', { name: /^Name/ }).fill('orders')
  assert.equal(await refusal.count(), 0)
  await button('Save model').click()
  await heading('orders').waitFor()
  await accessible(page)
  await page.getByRole('link', { name: 'Models' }).first().click()
  await page.getByRole('row', { name: /orders shop A query order_id/ }).waitFor()
})

test('a preview that takes long is cancelled', async () => {
  await page.goto(`${fixture.server.url}/models/orders`)
  await page.getByRole('textbox', { name: 'SQL' }).click()
  await page.keyboard.press('Control+a')
  await page.keyboard.type(
    'with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) as i from n',
  )
  await page.keyboard.press('Control+Enter')
  await button('Cancel').click()
  await page.getByText('Cancelled.').waitFor()
  await button(/^Preview/).waitFor()
})

test('who comes second is told who was first, and chooses', async () => {
  await page.goto(`${fixture.server.url}/sources/shop`)
  const timeout = page.getByLabel('Timeout')
  await page.getByText('Advanced', { exact: true }).click()
  await timeout.fill('5m')
  const other = await fixture.enter()
  await other.goto(`${fixture.server.url}/sources/shop`)
  await other.getByText('Advanced', { exact: true }).click()
  await other.getByLabel('Timeout').fill('7m')
  await other.getByRole('button', { name: 'Save changes' }).click()
  await other.getByText('shop is saved.').first().waitFor()

  await button('Save changes').click()
  await page
    .getByRole('alert')
    .getByText(/ada@example.com changed this at/)
    .waitFor()
  await page.getByRole('region', { name: 'What they changed' }).getByText('7m', { exact: true }).waitFor()
  await accessible(page)
  await button('Reload, and lose my changes').click()
  assert.equal(await timeout.inputValue(), '7m')
  await timeout.fill('9m')
  await button('Save changes').click()
  await page.getByText('shop is saved.').first().waitFor()
})

test('what is used is not deleted, and what is not is deleted after a question', async () => {
  await page.goto(`${fixture.server.url}/sources/shop`)
  await page.getByText('It cannot be deleted while the model orders uses it.').waitFor()
  assert.equal(await button('Delete').isDisabled(), true)
  await page.goto(`${fixture.server.url}/destinations/stack`)
  await button('Delete').click()
  const dialog = page.getByRole('dialog', { name: 'Delete the destination stack?' })
  await dialog.waitFor()
  await accessible(page)
  await dialog.getByRole('button', { name: 'Delete the destination' }).click()
  await heading('Destinations').waitFor()
  await page.getByRole('link', { name: 'partnerize' }).waitFor()
  assert.equal(await page.getByRole('link', { name: 'stack' }).count(), 0)
})
