import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Fixture, open } from './fixture.ts'
import { signIn } from './people.ts'
import { insist } from './steps.ts'

// Whoever leaves what they have changed is asked, once; whoever has saved it is not.
let fixture: Fixture
let page: Page

before(async () => {
  fixture = await open()
  page = await fixture.enter()
})

after(() => fixture.close())

const question = () => page.getByRole('dialog', { name: 'Leave without saving?' })
const menu = (name: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true })
const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true })

/** asks leaves by the menu, stays, leaves by the browser's own key, and stays again. */
async function asks(path: string) {
  await menu('Runs').click()
  await question().waitFor()
  await accessible(page)
  await question().getByRole('button', { name: 'Cancel' }).click()
  await question().waitFor({ state: 'detached' })
  assert.equal(new URL(page.url()).pathname, path)
  await page.goBack()
  await question().waitFor()
  await page.waitForFunction(() => document.activeElement?.closest('[role=dialog]')) // it listens to keys
  await page.keyboard.press('Escape')
  await question().waitFor({ state: 'detached' })
  assert.equal(new URL(page.url()).pathname, path)
}

/** leaves answers the question with yes, which is asked once. */
async function leaves() {
  await menu('Runs').click()
  await question().getByRole('button', { name: 'Leave' }).click()
  await heading('Runs').waitFor()
  assert.equal(await question().count(), 0)
}

/** closing is whether the browser asks before it closes the tab or loads the page again. */
function closing(): Promise<boolean> {
  return page.evaluate(() => {
    const leaving = new Event('beforeunload', { cancelable: true })
    window.dispatchEvent(leaving)
    return leaving.defaultPrevented
  })
}

test('a destination', async () => {
  await menu('Destinations').click()
  await page.getByRole('link', { name: 'partnerize' }).first().click()
  await heading('partnerize').waitFor()
  await page.getByLabel('Change it here all the same').check()
  await page.getByText('Advanced', { exact: true }).click()
  const host = page.getByLabel('API URL')
  const was = await host.inputValue()
  assert.equal(await closing(), false)
  await host.fill('https://elsewhere.example')
  assert.equal(await closing(), true)
  await asks('/destinations/partnerize')
  // What is as it was is no change.
  await host.fill(was)
  assert.equal(await closing(), false)
  await host.fill('https://elsewhere.example')
  await leaves()
})

test('a new source, and none after it is saved', async () => {
  await menu('Sources').click()
  await page.getByRole('link', { name: 'Add source' }).click()
  await page.getByRole('radio', { name: 'SQLite' }).check()
  await page.getByRole('button', { name: 'Continue' }).click()
  await heading('Add SQLite').waitFor()
  await page.getByLabel(/^File/).fill('./shop.db')
  await page.getByRole('button', { name: 'Choose another type' }).click()
  await question().getByRole('button', { name: 'Cancel' }).click()
  assert.equal(await page.getByLabel(/^File/).inputValue(), './shop.db')
  await page.getByRole('textbox', { name: /^Name/ }).fill('again')
  await page.getByRole('button', { name: 'Save source' }).click()
  await heading('again').waitFor()
  assert.equal(await question().count(), 0)
  assert.equal(await closing(), false)
  await menu('Runs').click()
  await heading('Runs').waitFor()
})

test('a model', async () => {
  await menu('Models').click()
  await page.getByRole('link', { name: 'Add model' }).click()
  await heading('Add model').waitFor()
  await page.getByRole('combobox', { name: /^Source/ }).click()
  await page.getByRole('option', { name: 'shop' }).click()
  await page.getByText('Table', { exact: true }).click()
  await page
    .locator('input')
    .and(page.getByLabel(/^Table \*/))
    .fill('orders')
  await asks('/models/new')
  await page.getByRole('button', { name: /^Preview/ }).click()
  await page.getByRole('region', { name: 'First rows of the model' }).waitFor()
  await page.getByRole('combobox', { name: /Columns of the key/ }).fill('order_id')
  await page.getByRole('option', { name: 'order_id' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('textbox', { name: /^Name/ }).fill('orders-again')
  await page.getByRole('button', { name: 'Save model' }).click()
  await heading('orders-again').waitFor()
  await menu('Runs').click()
  await heading('Runs').waitFor()
})

test('a sync: not between its steps, nor on the way to a model that it needs', async () => {
  await menu('Syncs').click()
  await page.getByRole('link', { name: 'Add sync' }).click()
  await page.getByRole('radio', { name: 'orders', exact: true }).check()
  await page.getByRole('link', { name: 'Continue' }).click()
  await page.getByRole('radio', { name: 'partnerize' }).check()
  await page.goBack()
  await page.getByRole('radio', { name: 'orders', exact: true }).waitFor()
  assert.equal(await question().count(), 0)
  await page.getByRole('link', { name: 'Add a model' }).click()
  await heading('Add model').waitFor()
  await page.goBack()
  await heading('Add sync').waitFor()
  assert.ok(await page.getByRole('radio', { name: 'orders', exact: true }).isChecked())
  assert.equal(await closing(), true)
  await leaves()
  // It was kept in the tab, as the question said.
  await page.goto(`${fixture.server.url}/syncs/new`)
  assert.ok(await page.getByRole('radio', { name: 'orders', exact: true }).isChecked())
  await page.getByRole('button', { name: 'Start over' }).click()
  assert.equal(await closing(), false)

  await page.goto(`${fixture.server.url}/syncs/orders-to-partnerize/edit?step=running`)
  await insist(page)
  await page.getByLabel('Most rows').fill('77')
  await page.getByRole('link', { name: 'Review' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.waitForURL('**/syncs/orders-to-partnerize')
  assert.equal(await question().count(), 0)
})

test('a session that ends leaves what is typed, and goes on after one has signed in elsewhere', async () => {
  await page.goto(`${fixture.server.url}/models/new`)
  await page.getByRole('combobox', { name: /^Source/ }).click()
  await page.getByRole('option', { name: 'shop' }).click()
  await page.getByText('Table', { exact: true }).click()
  const table = page.locator('input').and(page.getByLabel(/^Table \*/))
  await table.fill('orders')
  await page.context().clearCookies()
  const over = page.getByRole('dialog', { name: 'Your session has ended' })
  // It may have been noticed already: what is shown is read again now and then.
  await page
    .getByRole('button', { name: /^Preview/ })
    .click({ timeout: 5_000 })
    .catch(() => undefined)
  await over.waitFor()
  await accessible(page)
  await over.getByRole('button', { name: 'Go on' }).click()
  await over.getByText('Nobody has signed in yet.').waitFor()
  assert.equal(await page.getByText('Authorization: Bearer').count(), 0)

  const popup = page.waitForEvent('popup')
  await over.getByRole('link', { name: 'Sign in' }).click()
  const other = await popup
  await signIn(other, fixture.server.url)
  await other.close()
  // Whoever comes back to the tab goes on by themselves; a browser without a screen does not always tell.
  for (let tries = 0; tries < 20 && (await over.isVisible()); tries++) {
    await over
      .getByRole('button', { name: 'Go on' })
      .click({ timeout: 1_000 })
      .catch(() => undefined)
  }
  await over.waitFor({ state: 'detached' })
  assert.equal(await table.inputValue(), 'orders')
  await page.getByRole('button', { name: /^Preview/ }).click()
  await page.getByRole('region', { name: 'First rows of the model' }).waitFor()
  await leaves()
})
