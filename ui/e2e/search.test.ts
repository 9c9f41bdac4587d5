import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Fixture, fits, open } from './fixture.ts'
import { find, status, turn } from './steps.ts'

let fixture: Fixture
let page: Page

before(async () => {
  fixture = await open({
    runs: ['customers-to-partnerstack', 'payments-to-partnerstack', 'orders-to-partnerize'],
  })
  page = await fixture.enter()
})
after(() => fixture.close())

const found = () => page.getByRole('main').getByRole('list', { name: 'Found' }).getByRole('listitem')

test('a click is answered with its order', async () => {
  await find(page, fixture.server.url, '10lsandbox02')
  await found()
    .getByText(
      /^O-9002 \(click reference 10lsandbox02\) was accepted by Partnerize on .* as conversion 1\w+, by the sync/,
    )
    .waitFor()
  await found().getByText('Found as click reference').waitFor()
  await page.getByRole('heading', { name: 'Receipts' }).waitFor() // the only hit tells its story at once
  await accessible(page)
})

test('a customer is answered with all that names it, itself first', async () => {
  await find(page, fixture.server.url, 'C-1002')
  await found().nth(3).waitFor()
  assert.equal(await found().count(), 4)
  await found().first().getByText('Found as primary key').waitFor()
  await found()
    .getByText(/^T-5002 \(customer key C-1002\) was accepted by PartnerStack/)
    .waitFor()
  await found()
    .getByText(/^O-9002 \(customer reference C-1002\) was accepted by Partnerize/)
    .waitFor()
  await page.getByText('4 rows found.').waitFor()
  await turn(page, { width: 360 })
  await fits(page)
  await accessible(page)
  await turn(page, {})
})

test('an e-mail address is found whatever its case, and a partner by all of his customers', async () => {
  await find(page, fixture.server.url, 'ZOE@uebermut.example')
  await found()
    .getByText(
      /^C-1002 was accepted by PartnerStack on \d+ \w+ 20\d\d.* A run has read it with the email ZOE@uebermut\.example, which it may not have any more\./,
    )
    .waitFor()
  await find(page, fixture.server.url, 'dinesh')
  await found()
    .getByText(
      /^C-1006 was accepted by PartnerStack on .* A run has read it with the partner key dinesh, which it may not have any more\./,
    )
    .waitFor()
  assert.equal(await found().count(), 2)
})

test('what is found while one types says by what', async () => {
  await page.goto(fixture.server.url)
  await page.locator('#search').fill('10lsandbox01')
  await page.getByRole('option', { name: /^O-9001 \(click reference 10lsandbox01\) was accepted/ }).waitFor()
})

test('other capitals are offered where nothing goes by these', async () => {
  await find(page, fixture.server.url, 'o-9001')
  await page.getByText('Nothing was found.').waitFor()
  await page.getByRole('main').getByRole('link', { name: 'O-9001', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Where is O-9001?' }).waitFor()
  await found().first().waitFor()
  await page.goto(`${fixture.server.url}/search?q=${'x'.repeat(501)}`)
  await page.getByText('That is too long').waitFor()
})

test('a record that was sent again is found by both its ids, and told as two', async () => {
  const api = `${fixture.server.url}/api/v1`
  const first = await (await page.request.get(`${api}/search?q=O-9001`)).json()
  const { csrf_token: token } = await (await page.request.get(`${api}/auth/session`)).json()
  const asked = await page.request.post(`${api}/syncs/orders-to-partnerize/runs`, {
    headers: { Origin: fixture.server.url, 'X-CSRF-Token': token },
    data: { full_resync: true, resend_accepted: 5 },
  })
  await page.goto(`${fixture.server.url}/runs/${(await asked.json()).run}`)
  await status(page, 'Completed').waitFor()
  await find(page, fixture.server.url, first.items[0].vendor_id)
  await found().getByText("Found as vendor's id").waitFor()
  await found()
    .getByText(
      /It was sent before, and accepted on \d+ \w+ 20\d\d, [\d:]+ as conversion 1\w+: Partnerize may have it twice\.$/,
    )
    .waitFor()
  await page.getByText(/^Partnerize accepted it more than once: 1/).waitFor()
  await accessible(page)
  await turn(page, { width: 360 })
  await fits(page)
  await turn(page, {})
})
