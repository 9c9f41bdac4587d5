import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Fixture, fits, legible, open } from './fixture.ts'
import { rows, status, title, turn, find as where } from './steps.ts'

let fixture: Fixture

// O-9001 to O-9005 are the sample's. O-9002 gets no answer and is recorded all the same, O-9003 gets none and is
// not; NO-CLICK is refused before it is sent.
const doubts = ['silence=1ms:match=O-9002', 'silence=1ms:match=O-9003,record=no']

function withoutClick(yaml: string): string {
  return yaml.replace(
    'select * from orders',
    `select * from orders union all
      select 'NO-CLICK', null, 'C-1001', 'USD', 'US', 'new', null, '[{"category": "shoes", "sku": "S", "unit_price": 5, "qty": 1}]'`,
  )
}

before(async () => {
  fixture = await open({
    project: withoutClick,
    faults: doubts,
    runs: ['customers-to-partnerstack', 'payments-to-partnerstack', 'orders-to-partnerize'],
  })
})
after(() => fixture.close())

const main = (page: Page) => page.getByRole('main')

const find = (page: Page, q: string) => where(page, fixture.server.url, q)

/** both looks at a page in both themes and on a phone. */
async function both(page: Page) {
  await accessible(page)
  await turn(page, { dark: true })
  await legible(page)
  await turn(page, { width: 360 })
  await fits(page)
  await turn(page, {})
}

test('one asks where an order is, and is answered in a sentence', async () => {
  const page = await fixture.enter()
  await find(page, 'O-9001')
  await main(page)
    .getByText(/O-9001 was accepted by Partnerize on .* as conversion 1\w+, by the sync orders-to-partnerize/)
    .waitFor()
  // The only hit shows its story at once: the receipt, and each run.
  await page.getByRole('heading', { name: 'Receipts' }).waitFor()
  await main(page).getByText('conversionref:O-9001').first().waitFor()
  await both(page)

  await find(page, 'NO-CLICK')
  await main(page)
    .getByText(/NO-CLICK was refused.*A click reference is required to attribute a Partnerize conversion\./)
    .waitFor()
  await find(page, 'O-9002')
  await main(page)
    .getByText(/O-9002 is in doubt: it was sent, and nobody knows/)
    .waitFor()
  await find(page, 'T-5001')
  await main(page)
    .getByText(/T-5001 was accepted by/)
    .waitFor()

  await find(page, 'O-4711')
  await page.getByText('Nothing was found.').waitFor()
  await page.getByRole('heading', { name: 'Where was looked' }).waitFor()
  await page.getByRole('table').getByRole('link', { name: 'orders-to-partnerize' }).waitFor()
  await both(page)
})

test('what is found while one types is chosen with the keyboard', async () => {
  const page = await fixture.enter()
  const box = page.getByRole('combobox', { name: 'Find an order, a customer or a reference' })
  const target = (await box.count()) > 0 ? box : page.locator('#search')
  await target.fill('O-9001')
  await page.getByRole('option', { name: /O-9001 was accepted/ }).waitFor()
  await accessible(page)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await title(page, 'O-9001').waitFor()
  assert.match(
    decodeURIComponent(new URL(page.url()).pathname),
    /\/syncs\/orders-to-partnerize\/rows\/\["O-9001"\]/,
  )
  await both(page)
})

test('the debugger shows the request that the vendor got', async () => {
  const page = await fixture.enter()
  await find(page, 'O-9001')
  await page.getByRole('link', { name: 'The requests of O-9001' }).click()
  await main(page)
    .getByText(/O-9001 was accepted by Partnerize on .* as conversion/)
    .waitFor()
  const shown = await page.getByRole('figure', { name: 'Request' }).locator('code').innerText()
  const [method = '', address = ''] = shown.split(' ')
  assert.equal(method, 'POST')
  const heard = await (await fetch(`${fixture.server.partnerize}/_sandbox`)).text()
  assert.ok(heard.includes('O-9001'))
  assert.match(new URL(address).pathname, /\/conversionref:O-9001\//)
  // Its path is read part by part, its row and record stand beside it.
  await page.getByRole('region', { name: 'What its path says' }).getByText('O-9001').waitFor()
  await page.getByRole('region', { name: 'Row in the model' }).getByText('10lsandbox01').waitFor()
  await page.getByRole('figure', { name: 'Mapped record' }).getByText('conversion_reference').waitFor()
  await page.getByText('The row and the mapping make the same request now').waitFor()
  await both(page)
})

test('secrets are masked where they were, and are variables of the command', async () => {
  const page = await fixture.enter()
  await find(page, 'T-5001')
  await page.getByRole('link', { name: 'The requests of T-5001' }).click()
  const headers = page.getByRole('region', { name: 'Request headers' })
  await headers.getByText('secret, masked').waitFor()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Copy as curl' }).click()
  const copied = await page.waitForFunction(() => navigator.clipboard.readText())
  const command = await copied.jsonValue()
  assert.match(command, /^curl -X POST 'http/)
  assert.match(command, /-H 'Authorization: '"\$AUTHORIZATION"/)
  assert.match(command, /--data-raw '\{"key":"T-5001"/)
  const text = await page.locator('body').innerText()
  for (const secret of ['sk_sandbox', 'user_sandbox', 's2s_sandbox', btoa('pk_sandbox:sk_sandbox')]) {
    assert.ok(!text.includes(secret), `${secret} is on the page`)
    assert.ok(!command.includes(secret), `${secret} is in the command`)
  }
  await both(page)
})

test('a run says what is in doubt before what was refused, and its row leads to a decision', async () => {
  const page = await fixture.enter()
  await page.goto(`${fixture.server.url}/destinations/partnerize`)
  await page.getByText('Completed', { exact: true }).first().waitFor()
  await page.goto(`${fixture.server.url}/runs?sync=orders-to-partnerize`)
  await page.getByRole('region', { name: 'Runs, newest first' }).getByRole('link').first().click()
  await status(page, 'Completed').waitFor()
  await page.getByText('2 rows of it are in doubt.').waitFor()
  await rows(page).getByText('O-9002', { exact: true }).click()
  await title(page, 'O-9002').waitFor()
  await page.getByRole('button', { name: 'Decide' }).click()
  await page.getByRole('menuitem', { name: 'Mark delivered…' }).click()
  await page.getByRole('dialog', { name: 'Mark O-9002 delivered?' }).waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await both(page)
})

test('to send a row in doubt again is asked, with what it may cost', async () => {
  const page = await fixture.enter()
  await page.goto(`${fixture.server.url}/in-doubt`)
  await page.getByLabel('Choose O-9002').check()
  await page.getByRole('button', { name: 'Decide about the chosen' }).click()
  await page.getByRole('menuitem', { name: 'Send again…' }).click()
  const question = page.getByRole('dialog', { name: 'Send O-9002 again?' })
  await question.getByText(/recorded it the first time, the commission is paid twice/).waitFor()
  await question.getByRole('button', { name: 'Send again' }).click()
  await question.getByText('Say why: it is kept in the audit.').waitFor()
  await question.getByRole('button', { name: 'Cancel' }).click()
  const { items } = await (await page.request.get(`${fixture.server.url}/api/v1/in-doubt`)).json()
  assert.equal(items.length, 2)
})

test('a decision about a row in doubt changes its story and the audit', async () => {
  const viewer = await fixture.invite()
  await main(viewer).getByRole('link', { name: 'See which', exact: true }).waitFor()
  assert.equal(await main(viewer).getByRole('link', { name: 'Decide' }).count(), 0)
  const page = await fixture.enter()
  await page
    .getByRole('link', { name: /^Needs attention/ })
    .first()
    .click()
  await page.getByRole('list', { name: 'Rows in doubt' }).getByText('O-9002').first().waitFor()
  await page.getByText('What was sent').first().click()
  await page.getByRole('figure', { name: 'What was sent' }).getByText('conversionref:O-900').waitFor()
  await both(page)

  await page.getByLabel('Choose O-9002').check()
  await page.getByRole('button', { name: 'Decide about the chosen' }).click()
  await page.getByRole('menuitem', { name: 'Mark delivered…' }).click()
  await page.getByRole('dialog').getByText('its partner is not paid').waitFor()
  await accessible(page)
  await page.getByRole('button', { name: 'Mark delivered' }).click()
  await page.getByText('Say why: it is kept in the audit.').waitFor()
  await page.getByLabel(/^Why/).fill('Seen in the console of Partnerize')
  await page.getByRole('button', { name: 'Mark delivered' }).click()
  await page.getByText('O-9002 marked delivered.').waitFor()
  await page.getByLabel('Choose O-9002').waitFor({ state: 'detached' })

  await find(page, 'O-9002')
  await main(page)
    .getByText(/^O-9002 was marked as delivered to Partnerize by ada@example.com on /)
    .waitFor()
  await main(page).getByText('That is their word: no answer of Partnerize says so.').waitFor()
  await main(page).getByText('Marked delivered', { exact: true }).first().waitFor()
  await page.getByRole('cell', { name: 'Seen in the console of Partnerize' }).waitFor()

  await page.getByRole('region', { name: 'In each run' }).getByRole('link').first().click()
  await page.getByText('It was decided about since, or answered by a later run').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Decide' }).count(), 0)
  await page.getByRole('navigation', { name: 'Where this is' }).getByRole('link', { name: /^run / }).click()
  await page.getByText('2 rows of it were left in doubt, 1 of them still is.').waitFor()

  await page.goto(`${fixture.server.url}/settings/audit?action=resolve`)
  const entry = page.getByRole('list', { name: 'What was done' }).getByRole('listitem').first()
  await entry.getByText('marked row O-9002 of orders-to-partnerize delivered').waitFor()
  await entry
    .getByText(/change/)
    .last()
    .click()
  await entry.getByRole('cell', { name: 'in doubt' }).waitFor()
  await entry.getByRole('cell', { name: 'marked delivered' }).waitFor()
  await entry.getByRole('cell', { name: 'Seen in the console of Partnerize' }).waitFor()
  await both(page)
})

test('a row is given up from its story, and the queue says when it is empty', async () => {
  const page = await fixture.enter()
  await find(page, 'O-9003')
  await page.getByRole('link', { name: 'O-9003', exact: true }).click()
  await page.getByRole('button', { name: 'Decide' }).click()
  await page.getByRole('menuitem', { name: 'Give up…' }).click()
  await page.getByLabel(/^Why/).fill('Was cancelled')
  await page.getByRole('button', { name: 'Give up' }).click()
  await page.getByText('O-9003 given up.').waitFor()
  await page.getByRole('cell', { name: 'Was cancelled' }).waitFor()

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Evidence' }).click()
  const text = await readFile(await (await download).path(), 'utf8')
  assert.match(text, /O-9003/)
  assert.match(text, /Given up by ada@example.com: Was cancelled/)
  assert.match(text, /conversionref:O-9003/)
  assert.match(text, /in doubt, sent once, run /)
  assert.match(text, /^Decided: +20\d\d-/m)
  assert.doesNotMatch(text, /Outcome known/)

  await page.goto(`${fixture.server.url}/in-doubt`)
  await page.getByText('Nothing is in doubt').waitFor()
  await both(page)
})

test('a change that is refused leaves what the vendor has', async () => {
  const file = join(fixture.server.dir, 'waybill.yaml')
  await writeFile(file, (await readFile(file, 'utf8')).replace('email: email', 'email: name'))
  await fixture.server.run('customers-to-partnerstack')
  const page = await fixture.enter()
  await page.goto(
    `${fixture.server.url}/syncs/customers-to-partnerstack/rows/${encodeURIComponent('["C-1001"]')}`,
  )
  await main(page)
    .getByText(/^C-1001 is at PartnerStack as customer \w+, as it was accepted on /)
    .waitFor()
  await page.getByRole('button', { name: 'Decide' }).click()
  await page.getByRole('menuitem', { name: 'Give up…' }).click()
  await page.getByText('What PartnerStack has of it stays there as it was before.').waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Evidence' }).click()
  const text = await readFile(await (await download).path(), 'utf8')
  assert.match(text, /Vendor's id: +cus_/)
  assert.match(text, /RECEIPTS\nRecords that may be repeated leave no receipt/)
  await page.getByRole('region', { name: 'In each run' }).getByRole('link').first().click()
  await main(page)
    .getByText(/C-1001 was refused before it was sent.*PartnerStack has it as it was accepted on/)
    .waitFor()
  await page.goBack()
  await page.getByRole('link', { name: 'The request that was accepted' }).click()
  await main(page)
    .getByText(/C-1001 was accepted by PartnerStack on/)
    .waitFor()
})
