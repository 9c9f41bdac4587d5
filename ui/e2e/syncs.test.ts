import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Fixture, open } from './fixture.ts'

let fixture: Fixture
let page: Page

before(async () => {
  fixture = await open({ runs: 'all' })
  page = await fixture.enter()
})

after(() => fixture.close())

/** choose picks an option of a select that can be searched. */
async function choose(on: Page, label: string, option: string) {
  await on.getByRole('combobox', { name: label, exact: true }).click()
  await on.getByRole('option', { name: new RegExp(`^${option}\\b`) }).click()
}

const next = (on: Page) => on.getByRole('link', { name: 'Continue' }).click()
const preview = (on: Page) => on.getByRole('complementary', { name: 'Preview' })

test('a sync of conversions is built by clicks, previewed, saved and planned', async () => {
  await page.goto(`${fixture.server.url}/syncs`)
  await page.getByRole('link', { name: 'Add sync' }).click()
  await page.getByRole('heading', { level: 1, name: 'Add sync' }).waitFor()
  await page.getByRole('radio', { name: 'orders' }).click()
  await next(page)
  await page.waitForURL((url) => url.search === '?step=destination')
  await page.getByRole('radio', { name: 'partnerize' }).click()
  await next(page)
  // There is one operation and one mode: they are chosen.
  assert.ok(await page.getByRole('radio', { name: 'Conversions' }).isChecked())
  await next(page)

  const campaign = page.getByRole('combobox', { name: /^Campaign/ })
  await campaign.fill('Europe')
  await page.getByRole('option', { name: 'Sandbox Shop Europe (10l177)' }).click()
  await accessible(page)
  await next(page)

  await page.getByRole('heading', { level: 2, name: 'Mapping' }).waitFor()
  await preview(page).getByText('Not ready yet').waitFor()
  const reference = page.getByRole('group', { name: /^Conversion reference/ })
  await reference.getByText('required', { exact: true }).waitFor()
  await preview(page)
    .getByText(/^Still to be mapped: Conversion reference \(order ID\)/)
    .waitFor()
  await page.getByRole('button', { name: 'Suggest mapping' }).click()
  await page.getByText(/^Filled 8 fields by name/).waitFor()
  await preview(page).getByText('Would be sent').waitFor()

  // The array: what goes by name, or is usually called so, is suggested; the rest is chosen.
  const items = page.getByRole('group', { name: 'Items' })
  await items.getByText('For each element of line_items').waitFor()
  await items.getByLabel('Member for Items: Quantity').fill('pieces')
  await preview(page).getByText('Would be refused').waitFor()
  await preview(page)
    .getByText(/Conversion item is missing required field\(s\): quantity/)
    .waitFor()
  await items.getByLabel('Member for Items: Quantity').fill('qty')
  // A wrong type: said beside the field, and by the row that is looked at.
  await items.getByLabel('Member for Items: Value').fill('sku')
  await items.getByText(/“SH-42” cannot be read as a decimal/).waitFor()
  await preview(page)
    .getByText(/"SH-42" is not a number/)
    .waitFor()
  await items.getByLabel('Member for Items: Value').fill('unit_price')
  await preview(page).getByText('Would be sent').waitFor()
  await preview(page)
    .getByText(/campaign:10l177\/clickref:10lsandbox01\/conversionref:O-9001/)
    .waitFor()

  // A template, with what it makes of the row.
  await page.getByLabel('What fills Voucher code').selectOption('Template')
  await page.getByLabel('Insert into: Template for Voucher code').selectOption('voucher')
  await page.getByLabel('Template for Voucher code', { exact: true }).fill('{{ row.order_id | downcase }}')
  await page.getByText('Becomes o-9001').waitFor()
  await page.getByRole('button', { name: 'Next row' }).click()
  await page.getByText('Becomes o-9002').waitFor()

  // A draft outlasts a reload, and going back.
  await page.reload()
  await preview(page).getByText('Would be sent').waitFor()
  await page.goBack()
  await page.locator('input[value="Sandbox Shop Europe (10l177)"]').waitFor()
  await page.goForward()
  await preview(page).getByText('Would be sent').waitFor()
  await accessible(page)
  await next(page)

  await page.getByLabel('It runs').selectOption('On days and times')
  await page.getByText('Mon', { exact: true }).click()
  assert.ok(await page.getByRole('checkbox', { name: 'Mon' }).isChecked())
  await page.getByLabel('Most rows').fill('500')
  await accessible(page)
  await next(page)

  await page.getByText('Sends the rows of orders to Partnerize (partnerize) as conversions.').waitFor()
  await page.getByText(/It runs on Mon at 06:00/).waitFor()
  await accessible(page)
  // The name that is suggested is free only if nobody has it.
  await page.getByLabel('Name').fill('payments-to-partnerstack')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('There is a sync payments-to-partnerstack already.').waitFor()
  await page.getByLabel('Name').fill('orders-to-europe')
  await page.getByRole('button', { name: 'Save and plan' }).click()
  await page.waitForURL('**/syncs/orders-to-europe/plan')

  await page.goto(`${fixture.server.url}/syncs`)
  const row = page.getByRole('row', { name: /orders-to-europe/ })
  await row.getByText(/^in \d+ (days|hours)|^tomorrow/).waitFor()
  const saved = await page.request.get(`${fixture.server.url}/api/v1/syncs/orders-to-europe`)
  const { spec } = await saved.json()
  assert.deepEqual(spec.settings, { campaign: '10l177' })
  assert.deepEqual(spec.mapping.items, {
    each: 'line_items',
    map: { category: 'category', quantity: 'qty', value: 'unit_price', sku: 'sku' },
  })
  assert.deepEqual(spec.mapping.voucher_code, { template: '{{ row.order_id | downcase }}' })
})

test('what cannot be saved leads back to the step that has it', async () => {
  await page.goto(`${fixture.server.url}/syncs/new?step=model`)
  await page.getByRole('radio', { name: 'payments' }).click()
  await next(page)
  await page.getByRole('radio', { name: 'partnerstack' }).click()
  await next(page)
  await page.getByRole('radio', { name: 'Transactions' }).click()
  await next(page)
  await choose(page, 'Column for Transaction Key', 'id')
  // 49.00 would be taken for 49 cents: the amount is converted as soon as one says so.
  await choose(page, 'Column for Amount', 'total')
  await page.getByRole('button', { name: 'Suggest mapping' }).click()
  await page.getByText(/total has decimals, and Amount takes the smallest unit/).waitFor()
  await page.getByRole('button', { name: 'Convert 12.50 to 1250' }).click()
  await preview(page)
    .getByText(/"amount": 4900/)
    .waitFor()
  await page.getByRole('link', { name: 'Running' }).click()
  await page.getByLabel('It runs').selectOption('By a cron expression')
  await page.getByLabel(/^Cron expression/).fill('61 * * * *')
  await next(page)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const alert = page.getByRole('alert')
  await alert.getByText(/^.61 \* \* \* \*. is not a cron expression\./).waitFor()
  await accessible(page)
  await page.getByRole('link', { name: 'Needs a change: Running' }).waitFor()
  await alert.getByRole('link', { name: 'Go to running' }).click()
  await page
    .getByText(/^.61 \* \* \* \*. is not a cron expression/)
    .last()
    .waitFor()
  await page.getByRole('button', { name: 'Start over' }).click()
  await page.getByRole('heading', { level: 2, name: 'Model' }).waitFor()
  assert.equal(await page.getByRole('radio', { name: 'payments' }).isChecked(), false)
  await page.goto(`${fixture.server.url}/syncs/new?step=mapping`)
  await page.getByText('Choose a model.').waitFor()
})

test('an upsert of customers is matched, and edited by the keyboard alone', async () => {
  await page.goto(`${fixture.server.url}/syncs/new?model=customers&destination=partnerstack&step=operation`)
  await page.getByRole('radio', { name: 'Customers' }).click()
  assert.ok(await page.getByRole('radio', { name: 'Upsert' }).isChecked())
  await next(page)
  await page.getByLabel('Field at PartnerStack').selectOption('Email')
  await page.getByText(/its customers are all listed/).waitFor()
  await page.getByLabel('Field at PartnerStack').selectOption('Customer Key')
  await page.getByText(/is looked up directly/).waitFor()
  await choose(page, 'Column of the model', 'id')
  await accessible(page)
  await next(page)
  await choose(page, 'Column for Customer Key', 'id')
  await choose(page, 'Column for Partner Key', 'partner')
  await page.getByRole('button', { name: 'Suggest mapping' }).click()
  await page.getByLabel('Name of a custom field').fill('plan')
  await page.getByRole('button', { name: 'Add field' }).click()
  await choose(page, 'Column for plan', 'plan')
  await preview(page).getByText('Would be sent').waitFor()
  await preview(page).getByText(/ask/i).first().waitFor()
  await page.getByRole('switch', { name: /^Ask PartnerStack/ }).check({ force: true })
  await preview(page).getByText('PartnerStack answered 200.').waitFor()
  await preview(page)
    .getByText(/^PATCH/)
    .first()
    .waitFor()
  await page.getByRole('link', { name: 'Review' }).click()
  await page.getByLabel('Name').fill('customers-again')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.waitForURL('**/syncs/customers-again')

  await page.goto(`${fixture.server.url}/syncs/customers-again/edit?step=running`)
  const press = async (key: string, times = 1) => {
    for (let i = 0; i < times; i++) {
      await page.keyboard.press(key)
    }
  }
  await page.getByLabel('It runs').focus()
  await page.keyboard.type('Every')
  await page.getByLabel('Every', { exact: true }).waitFor()
  await press('Tab')
  await press('ArrowUp')
  assert.equal(await page.getByLabel('Every', { exact: true }).inputValue(), '2')
  const go = page.getByRole('link', { name: 'Continue' })
  for (let i = 0; i < 40 && !(await go.evaluate((link) => link === document.activeElement)); i++) {
    await press('Tab')
  }
  await press('Enter')
  await page.getByText('It runs every 2 hours.').waitFor()
  const save = page.getByRole('button', { name: 'Save', exact: true })
  for (let i = 0; i < 40 && !(await save.evaluate((one) => one === document.activeElement)); i++) {
    await press('Tab')
  }
  await press('Enter')
  await page.waitForURL('**/syncs/customers-again')
})

test('two people change one sync, and the second is asked', async () => {
  const path = `${fixture.server.url}/syncs/customers-again/edit?step=running`
  const other = await fixture.enter()
  await other.goto(path)
  await other.getByLabel('Most rows').fill('10')
  await page.goto(path)
  await page.getByLabel('Most rows').fill('20')
  for (const one of [page, other]) {
    await next(one)
    await one.getByRole('button', { name: 'Save', exact: true }).click()
    if (one === page) {
      await one.waitForURL('**/syncs/customers-again')
    }
  }
  await other.getByText('Somebody has changed this sync').waitFor()
  await accessible(other)
  await other.getByRole('button', { name: 'Keep mine, to save over it' }).click()
  await other.getByRole('button', { name: 'Save', exact: true }).click()
  await other.waitForURL('**/syncs/customers-again')
  await other.context().close()
})

test('what comes from files is changed here only on purpose', async () => {
  await page.goto(`${fixture.server.url}/syncs/signups-to-partnerstack/edit?step=review`)
  await page.getByText('This sync comes from files (waybill.yaml').waitFor()
  const save = page.getByRole('button', { name: 'Save', exact: true })
  assert.ok(await save.isDisabled())
  await page.getByLabel('Change it here all the same').check()
  assert.ok(await save.isEnabled())
  await page.getByRole('button', { name: 'Discard changes' }).click()
  assert.ok(await save.isDisabled())
})

test('the overview is narrowed by its URL, runs a sync, and pauses it', async () => {
  await page.goto(`${fixture.server.url}/syncs?destination=partnerize`)
  await page.getByRole('link', { name: /^orders-to-partnerize/ }).waitFor()
  assert.equal(await page.getByRole('link', { name: /^payments-to-partnerstack/ }).count(), 0)
  await page.getByLabel('Search syncs').fill('europe')
  await page.getByRole('link', { name: /^orders-to-partnerize/ }).waitFor({ state: 'detached' })
  await page.waitForURL((url) => url.search === '?destination=partnerize&q=europe')
  await page.reload()
  const row = page.getByRole('row', { name: /orders-to-europe/ })
  await row.waitFor()
  assert.equal(await page.getByRole('row').count(), 2)

  const act = async (name: string) => {
    await page.getByRole('button', { name: 'Actions for orders-to-europe' }).click()
    await page.getByRole('menuitem', { name }).click()
  }
  await act('Pause')
  await row.getByText('Paused').first().waitFor()
  // Nobody need remember it: the overview says so, and there it is resumed.
  await page.goto(fixture.server.url)
  const due = page.getByRole('region', { name: 'Next runs' })
  await due.getByText('orders-to-europe is paused').waitFor()
  assert.equal(await due.getByText(/^No sync has a schedule/).count(), 0)
  await accessible(page)
  await due.getByRole('button', { name: 'Resume the schedule of orders-to-europe' }).click()
  await due.getByText('orders-to-europe is paused').waitFor({ state: 'detached' })
  await page.goto(`${fixture.server.url}/syncs?destination=partnerize&q=europe`)
  await act('Pause')
  await act('Resume')
  await row.getByText(/^in \d+|^tomorrow/).waitFor()
  // Slow enough to be seen while it goes on. What was read of the run until then is the last that is heard of
  // it: that it ended, and how, is one answer.
  await fixture.server.faults('slow=6s')
  await act('Run now')
  await row.getByText('Running').waitFor()
  await page.route('**/api/v1/runs**', (route) => route.abort())
  await row.getByRole('cell', { name: '5', exact: true }).waitFor()
  await page.unroute('**/api/v1/runs**')
  await fixture.server.faults()
  await page.getByLabel('Search syncs').fill('nothing like that')
  await page.getByText('No sync is like that').waitFor()
  await page.getByRole('link', { name: 'Show all' }).click()
  await page.getByRole('link', { name: /^payments-to-partnerstack/ }).waitFor()
  await page.goto(`${fixture.server.url}/destinations`) // what took rows works, tested or not
  await page.getByText(/^Rows were accepted/).waitFor()
})
