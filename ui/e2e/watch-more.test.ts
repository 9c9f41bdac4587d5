import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Fixture, fits, open, signIn } from './fixture.ts'

let f: Fixture

before(async () => {
  f = await open({ project: withTrouble })
})
after(() => f.close())

const model = (name: string, source: string, sql: string) => `
  ${name}:
    source: ${source}
    sql: "${sql}"
    primary_key: id
`
const sync = (name: string, model: string, more = '') => `
  ${name}:
    model: ${model}
    destination: partnerize
    operation: conversions
    mode: insert
    settings: {campaign: 10l176}
    mapping: {conversion_reference: id, click_reference: click, item_category: category, item_value: value, item_quantity: quantity}
    ${more}
`
const order = (id: string) =>
  `select ${id} as id, '10lsandbox01' as click, 'shoes' as category, 12.5 as value, 1 as quantity`
const orders = (name: string, rows: number) =>
  `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows}) ${order(`'${name}-' || i`)} from n`

/** withTrouble adds a database that is down, rows that are held, and a model that takes long to read. */
function withTrouble(yaml: string): string {
  return yaml
    .replace(
      'sources:\n',
      'sources:\n  down: {type: postgres, url: "postgres://waybill:x@127.0.0.1:1/shop"}\n',
    )
    .replace(
      'models:\n',
      `models:\n${model('unread', 'down', order("'u-1'"))}${model('lost', 'shop', orders('lost', 3))}${model('two', 'shop', orders('two', 2))}${model('long', 'shop', orders('long', 40_000_000))}`,
    )
    .replace(
      'syncs:\n',
      `syncs:\n${sync('unread-sync', 'unread')}${sync('lost-sync', 'lost')}${sync('two-sync', 'two', 'brakes: {max_rows: 1}')}${sync('long-sync', 'long')}`,
    )
}

const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })
const rows = (page: Page) => page.getByRole('region', { name: 'Rows of the run' })

async function run(page: Page, name: string) {
  await page.goto(`${f.server.url}/syncs/${name}`)
  await page.getByRole('button', { name: 'Run now…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click()
  await title(page, `Run of ${name}`).waitFor()
}

test('rows of a run are narrowed by why they were worked on', async () => {
  const page = await f.enter()
  await run(page, 'customers-to-partnerstack')
  await page.getByRole('term').getByRole('link', { name: 'Added' }).click()
  await page.waitForURL(/kind=added/)
  await rows(page).getByText('Added', { exact: true }).first().waitFor()
  await page.getByRole('combobox', { name: 'Kind' }).click()
  await page.getByRole('option', { name: 'Changed' }).click()
  await page.waitForURL(/kind=changed/)
  await page.getByText('No row is like that').waitFor()
  await page.getByRole('link', { name: 'Export these as CSV' }).waitFor()
  await accessible(page)
})

test('a run that reads says how many rows it has read', async () => {
  const page = await f.enter()
  await run(page, 'long-sync')
  const told = page.getByRole('region', { name: 'Progress' }).getByText(/^Reading: [\d,]+ rows$/)
  await told.waitFor()
  const first = await told.textContent()
  await page.waitForFunction(
    (was) => document.querySelector('[aria-label="Progress"]')?.textContent?.includes(was ?? '') === false,
    first,
  )
  await page.goto(f.server.url)
  await page
    .getByRole('region', { name: 'Running now' })
    .getByText(/^Reading: [\d,]+ rows$/)
    .waitFor()
  await page.getByRole('region', { name: 'Running now' }).getByRole('link', { name: 'long-sync' }).click()
  await page.getByRole('button', { name: 'Cancel…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the run' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.locator('header').getByText('Cancelled', { exact: true }).waitFor({ timeout: 30_000 })
})

test('a row in doubt says in plain words what happened, and what was seen', async () => {
  const fault = (faults: string[]) =>
    fetch(`${f.server.partnerize}/_sandbox/faults`, { method: 'POST', body: JSON.stringify({ faults }) })
  await fault(['reset-after'])
  const page = await f.enter()
  await run(page, 'lost-sync')
  const plain = 'The answer never came: the connection was closed after the request was sent.'
  await rows(page).getByText(plain).first().waitFor()
  await rows(page).getByText('lost-1', { exact: true }).click()
  await page.getByRole('main').getByText(plain).first().waitFor()
  await page
    .getByText(/^Partnerize: .*(reset by peer|EOF)/)
    .first()
    .waitFor()
  await accessible(page)
  await fault([])
})

test('a held run has not ended', async () => {
  const page = await f.enter()
  await run(page, 'two-sync')
  await page.locator('header').getByText('Held', { exact: true }).waitFor()
  await page.getByRole('term').getByText('Held since').waitFor()
  assert.equal(await page.getByRole('term').getByText('Ended').count(), 0)
  // Nothing became of its rows: none is listed, nor could be tried again.
  assert.equal(await page.getByRole('heading', { name: 'Each row' }).count(), 0)
  assert.equal(await page.getByRole('button', { name: 'Retry all…' }).count(), 0)
})

test('a source that is down is said to be, and leads to it', async () => {
  const page = await f.enter()
  await run(page, 'unread-sync')
  const why = 'The source down could not be reached.'
  await page.getByText(why).waitFor()
  await page.goto(f.server.url)
  const needs = page.getByRole('region', { name: 'Needs attention' })
  await needs.getByText(why).waitFor()
  await needs.getByText(/connection refused/).waitFor()
  await accessible(page)
  await needs.getByRole('link', { name: 'Open the source' }).click()
  await title(page, 'down').waitFor()
})

test('the last test of a connection is there in another browser, until it is changed', async () => {
  const page = await f.enter()
  await page.goto(`${f.server.url}/sources`)
  const told = (where: Page, name: string) => where.getByRole('status', { name: `Test of ${name}` })
  await told(page, 'shop').getByText('Not tested yet').waitFor()
  await page.getByRole('button', { name: 'Test shop' }).click()
  await told(page, 'shop').getByText('Works').waitFor()
  await page.getByRole('button', { name: 'Test down' }).click()
  await told(page, 'down').getByText('Does not work').waitFor()
  const other = await f.enter({ width: 360, height: 740 })
  await other.goto(`${f.server.url}/sources`)
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

test('a viewer sees where they are signed in, and ends one session or all others', async () => {
  const admin = await f.enter()
  const link = await admin.evaluate(async (): Promise<string> => {
    const session = await (await fetch('/api/v1/auth/session')).json()
    const made = await fetch('/api/v1/people/invitations', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': session.csrf_token },
      body: JSON.stringify({ email: 'vera@example.com', role: 'viewer' }),
    })
    return (await made.json()).url
  })
  const vera = { email: 'vera@example.com', password: 'a viewer has one too' }
  const page = await f.visit()
  await page.goto(link)
  await page.getByLabel('Name').fill('Vera')
  await page.getByLabel(/^Password/).fill(vera.password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await title(page, 'Overview').waitFor()
  const [phone, laptop] = [await f.visit({ width: 360, height: 740 }), await f.visit()]
  await signIn(phone, f.server.url, vera)
  await page.goto(`${f.server.url}/account`)
  const sessions = page.getByRole('region', { name: 'Your sessions' })
  await sessions.getByText('This browser').waitFor()
  await sessions.getByText('Chrome on Linux').nth(1).waitFor()
  await accessible(page)
  await sessions.getByRole('button', { name: /^End the session/ }).click()
  await sessions
    .getByRole('button', { name: /^End the session/ })
    .first()
    .waitFor({ state: 'detached' })
  await phone.reload()
  await title(phone, 'Sign in').waitFor()
  await signIn(phone, f.server.url, vera)
  await signIn(laptop, f.server.url, vera)
  await page.reload()
  await page.getByRole('button', { name: 'Sign out everywhere else…' }).click()
  await page.getByRole('dialog').getByText('2 other sessions of yours end.').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere else' }).click()
  await page.getByText('You are signed out everywhere but here.').waitFor()
  await laptop.reload()
  await title(laptop, 'Sign in').waitFor()
  await phone.goto(`${f.server.url}/account`)
  await title(phone, 'Sign in').waitFor()
  await page.setViewportSize({ width: 360, height: 740 })
  await fits(page)
})
