import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Fixture, fits, legible, open } from './fixture.ts'
import { insist, turn } from './steps.ts'

// What the steps of the builder say before anything is saved.
let fixture: Fixture
let page: Page

// A model whose rows lie far behind those that are shown first, with numbers that floating point would change.
const many = `  many:
    source: shop
    sql: |
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000)
      select 'M-' || i as id, 'click' || i as click, '59.90' as total, 9007199254740993 + i as big, 'shoes' as category, 1 as quantity from n
    primary_key: id
`

before(async () => {
  fixture = await open({ project: (yaml) => yaml.replace('models:\n', `models:\n${many}`) })
  page = await fixture.enter()
})

after(() => fixture.close())

const orders = '/syncs/orders-to-partnerize'
const at = (path: string) => page.goto(fixture.server.url + path)
const times = () => page.getByRole('list', { name: 'Next times' }).getByRole('listitem')
const preview = () => page.getByRole('complementary', { name: 'Preview' })

test('a schedule shows its next times while it is edited, by both clocks', async () => {
  await at(`${orders}/edit?step=running`)
  await insist(page)
  await page.getByLabel('It runs').selectOption('On days and times')
  await page.getByText('Mon', { exact: true }).click()
  await page.getByRole('combobox', { name: 'Time zone' }).fill('New_York')
  await page.getByRole('option', { name: 'America/New_York' }).click()
  await page.getByText('It runs on Mon at 06:00 (America/New_York).').waitFor()
  // The viewer is in Berlin, most of the year six hours ahead.
  await page.getByText('Mon 06:00 in America/New_York').nth(2).waitFor()
  assert.match(await times().first().innerText(), /^Mon \d+ \w+ 1[123]:00\s+Mon 06:00 in America\/New_York$/)
  const title = await times().first().locator('time').getAttribute('title')
  assert.match(title ?? '', /\d{4}-\d\d-\d\d 1[01]:00:00 UTC/)
  const first = Date.parse((await times().first().locator('time').getAttribute('datetime')) ?? '')
  const third = Date.parse((await times().nth(2).locator('time').getAttribute('datetime')) ?? '')
  assert.equal(Math.round((third - first) / 86_400_000), 14)

  // The problem stands beside its field, with what to do, and goes when it is mended.
  await page.getByLabel('It runs').selectOption('By a cron expression')
  const cron = page.getByLabel(/^Cron expression/)
  await cron.fill('61 * * * *')
  await page.getByText(/^.61 \* \* \* \*. is not a cron expression\. Write minute, hour/).waitFor()
  assert.equal(await cron.getAttribute('aria-invalid'), 'true')
  assert.equal(await times().count(), 0)
  await accessible(page)
  await cron.fill('0 6 29 2 *')
  await page.getByText('29 Feb 2028').waitFor()
  assert.equal(await cron.getAttribute('aria-invalid'), null)

  // Whoever is in another zone sees why times of one hour are at several hours by their own clock.
  await page.getByRole('combobox', { name: 'Time zone' }).fill('New_York')
  await page.getByRole('option', { name: 'America/New_York' }).click()
  await cron.fill('0 6 20 1,3,7 *') // in March, New York has changed its clocks, and Berlin has not
  await page
    .getByText(/06:00 in America\/New_York/)
    .nth(2)
    .waitFor()
  await page.getByText(/20 Mar( \d+)? 11:00/).waitFor()
  await page
    .getByText('The clocks change before the last of these, in Europe/Berlin and in America/New_York.')
    .waitFor()

  await page.getByLabel('It runs').selectOption('Every so often')
  await times().nth(2).waitFor()
  assert.equal(await page.getByText(/ in UTC/).count(), 0)
  await page.getByLabel('It runs').selectOption('After another sync')
  await page.getByText('It has no times of its own: it begins when the other run ends.').waitFor()
  await page.getByRole('button', { name: 'Discard changes' }).click()
})

test('each brake says what it holds and its default, and alerts say that nobody is told yet', async () => {
  await at(`${orders}/edit?step=running`)
  for (const brake of ['Most rows', 'Most of the model', 'Growth', 'New keys']) {
    const described = await page.getByLabel(brake, { exact: true }).getAttribute('aria-describedby')
    const text = await page.locator(`[id="${described?.split(' ')[0]}"]`).innerText()
    assert.match(text, /^Holds a run .*Default: no limit\.$/, brake)
  }
  for (const unit of ['rows', '% of rows', 'times', '% of keys']) {
    await page.getByText(unit, { exact: true }).waitFor()
  }
  await page.getByText(/^A run that passes one of them is held before anything is sent\./).waitFor()
  const empty = page.getByRole('switch', { name: 'Hold a run if the model is empty' })
  await page.getByText('Default: off.').waitFor()
  assert.equal(await empty.isChecked(), false)
  await page.getByText('does not send them yet: nobody is told').waitFor()
  // Where gone rows are deleted, an empty model is held unless somebody says otherwise.
  await at('/syncs/customers-to-partnerstack/edit?step=running')
  await insist(page)
  const removed = page.getByLabel('What happens to the record of a row that is gone')
  if ((await removed.count()) > 0) {
    await removed.selectOption('delete')
    await page.getByText(/Default: on, since/).waitFor()
    assert.equal(await empty.isChecked(), true)
    await page.getByRole('button', { name: 'Discard changes' }).click()
  }
})

test('each step of a sync from files says so at its top', async () => {
  for (const step of ['model', 'destination', 'operation', 'settings', 'mapping', 'running', 'review']) {
    await at(`${orders}/edit?step=${step}`)
    const notice = page.getByText(/^This sync comes from files \(waybill\.yaml/)
    const heading = page.getByRole('heading', { level: 2 }).first()
    await heading.waitFor()
    const [above, below] = [await notice.boundingBox(), await heading.boundingBox()]
    assert.ok(above && below && above.y < below.y, step)
  }
})

test('the review shows the file as the export will have it', async () => {
  await at(`${orders}/edit?step=running`)
  // Until somebody says so, what comes from files is only looked at here; its links and its search go on.
  await page.getByRole('heading', { level: 2, name: 'Schedule' }).waitFor()
  assert.ok(await page.getByLabel('It runs').isDisabled())
  await page.getByRole('link', { name: 'Done: Mapping' }).click()
  await page.getByRole('searchbox', { name: 'Search the fields' }).fill('Currency')
  assert.ok(await page.getByRole('combobox', { name: 'Column for Currency' }).isDisabled())
  assert.ok(await page.getByRole('button', { name: 'Suggest mapping' }).isDisabled())
  await legible(page)
  await page.getByRole('link', { name: 'Review' }).click()
  await page.getByText(/ \(10l176\)$/).waitFor()
  const [back, save] = [
    page.getByRole('link', { name: 'Back' }),
    page.getByRole('button', { name: 'Save', exact: true }),
  ]
  assert.equal((await back.boundingBox())?.y, (await save.boundingBox())?.y)
  await page.getByText('To save it here, tick “Change it here all the same” at the top.').waitFor()
  await insist(page)
  assert.equal(await page.getByText(/^It comes from files\./).count(), 0)
  await page.getByRole('link', { name: 'Running' }).click()
  await page.getByLabel('It runs').selectOption('On days and times')
  await page.getByText('Fri', { exact: true }).click()
  await page.getByRole('link', { name: 'Review' }).click()
  const code = page.getByRole('figure', { name: "As it stands in a project's file" })
  await code.getByText('times:').waitFor()
  const shown = (await code.locator('pre').innerText()).replaceAll('\u00a0', ' ').trim()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.waitForURL(`**${orders}`)
  const exported = await (await page.request.get(`${fixture.server.url}/api/v1/export`)).text()
  const part = shown.replace(/^syncs:\n/, '')
  assert.ok(shown.startsWith('syncs:\n') && exported.includes(part), `${shown}\n\n${exported}`)
  // The sync's own page has the next times, too.
  await times().nth(2).waitFor()
})

test('any row of the model is previewed by its key, with its digits', async () => {
  await at('/syncs/new?model=many&destination=partnerize&step=operation')
  await page.getByRole('radio', { name: 'Conversions' }).check()
  await page.getByRole('link', { name: 'Continue' }).click()
  await page.getByRole('combobox', { name: /^Campaign/ }).click()
  await page.getByRole('option').first().click()
  await page.getByRole('link', { name: 'Continue' }).click()
  const map = async (label: string, column: string) => {
    await page.getByRole('combobox', { name: `Column for ${label}`, exact: true }).click()
    await page.getByRole('option', { name: new RegExp(`^${column}\\b`) }).click()
  }
  await map('Conversion reference (order ID)', 'id')
  await map('Click reference', 'click')
  await preview().getByText('conversion_reference').waitFor()
  const row = preview().getByRole('combobox', { name: 'Row to look at' })
  await row.fill('M-2987')
  await page.getByRole('option', { name: 'Find the row M-2987' }).click()
  await preview().getByText('click2987').first().waitFor()
  assert.equal(await row.inputValue(), 'M-2987')
  await accessible(page)
  await row.fill('M-1')
  await page.getByRole('option', { name: /^M-1 · click1 · 59\.90 · 9007199254740994/ }).click()
  await preview().getByText('click1', { exact: true }).first().waitFor()
  await row.fill('nobody')
  await page.getByRole('option', { name: 'Find the row nobody' }).click()
  await preview().getByText('The model many has no row nobody.').waitFor()
  await preview().getByRole('button', { name: 'Next row' }).click()
  await preview().getByText('click1', { exact: true }).first().waitFor()

  // A column of the wrong type: the reason stands beside the field at once.
  await page.getByText(/^Optional \(/).click()
  const country = page.getByRole('group', { name: /^Country/ })
  await country.getByRole('combobox', { name: 'Column for Country' }).click()
  await page.getByRole('option', { name: /^total\b/ }).click()
  await country.getByText(/“59\.90” cannot be read as/).waitFor()
  // It can be saved all the same, and the step and the review say what follows.
  const steps = page.getByRole('navigation', { name: 'Steps' })
  await steps.getByRole('link', { name: 'Review' }).click()
  const refused = page.getByRole('region', { name: 'Rows would be refused' })
  await refused.getByText(/59\.90/).waitFor()
  assert.ok(await page.getByRole('button', { name: 'Save', exact: true }).isEnabled())
  await accessible(page)
  await steps.getByRole('link', { name: 'Rows would be refused: Mapping' }).waitFor()
  await refused.getByRole('link', { name: 'Mapping: Country' }).click()
  await page.getByRole('heading', { level: 2, name: 'Mapping' }).waitFor()
})

test('every step is accessible and fits a phone, light and dark', async () => {
  const visitor = await fixture.enter({ width: 360 })
  for (const step of ['model', 'destination', 'operation', 'settings', 'mapping', 'running', 'review']) {
    await turn(visitor, { width: 360 })
    await visitor.goto(`${fixture.server.url}${orders}/edit?step=${step}`)
    await visitor.getByRole('heading', { level: 2 }).first().waitFor()
    await visitor.waitForLoadState('networkidle')
    await accessible(visitor)
    await fits(visitor)
    await turn(visitor, { dark: true, width: 360 })
    await legible(visitor)
  }
})
