import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { type Fixture, open } from './fixture.ts'
import { onward } from './steps.ts'

// Nobody touches a mouse here: only Tab, Enter, Space, arrows and letters.
let fixture: Fixture
let page: Page

before(async () => {
  fixture = await open()
  page = await fixture.enter()
})

after(() => fixture.close())

const focused = (one: Locator) =>
  one.evaluateAll((all) => all.some((each) => each === document.activeElement))

/** tabTo presses Tab until one has the focus, and says how it could not be reached. */
async function tabTo(one: Locator) {
  await one.first().waitFor()
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press('Tab')
    if (await focused(one)) {
      return
    }
  }
  assert.fail(`${one} cannot be reached by Tab`)
}

/** press goes to a link or a button, and presses Enter. */
async function press(role: 'link' | 'button', name: string | RegExp) {
  await tabTo(page.getByRole(role, { name, exact: true }))
  await page.keyboard.press('Enter')
}

/** pick goes to a group of choices, and on by the arrow until one of them is chosen. */
async function pick(group: string, name: string) {
  const radios = page.getByRole('radiogroup', { name: group }).getByRole('radio')
  const wanted = radios.and(page.getByRole('radio', { name, exact: true }))
  await tabTo(radios)
  await page.keyboard.press('Space')
  for (let i = 0; i < 20 && !(await wanted.isChecked()); i++) {
    await page.keyboard.press('ArrowDown')
  }
  assert.ok(await wanted.isChecked(), `${name} cannot be chosen by the arrows`)
}

/** type goes to a field, writes, and takes what is offered. */
async function type(field: Locator, text: string) {
  await tabTo(field)
  await page.keyboard.type(text)
  const offered = page.getByRole('listbox').getByRole('option').filter({ visible: true })
  await offered.first().waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await offered.first().waitFor({ state: 'detached' })
}

const combobox = (name: string | RegExp) => page.getByRole('combobox', { name })

test('a sync is added and delivers a row by the keyboard alone', async () => {
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await page.getByRole('heading', { level: 1, name: 'Syncs' }).waitFor()
  await press('link', 'Add sync')
  await page.getByRole('heading', { level: 1, name: 'Add sync' }).waitFor()
  await pick('Model', 'orders')
  await press('link', 'Continue')
  await pick('Destination', 'partnerize')
  await onward(page, () => press('link', 'Continue'))
  await press('link', 'Continue')
  await type(combobox(/^Campaign/), 'Europe')
  await press('link', 'Continue')
  await press('button', 'Suggest mapping')
  await page.getByText(/^Filled 8 fields by name/).waitFor()
  assert.equal(await combobox('Column for Conversion reference (order ID)').inputValue(), 'order_id')
  assert.equal(await combobox('Member for Items: Value').inputValue(), 'unit_price')
  // A column that is chosen is taken out as a text is, and chosen again.
  const reference = combobox('Column for Conversion reference (order ID)')
  await tabTo(reference)
  for (const key of ['ControlOrMeta+a', 'Backspace', 'Tab']) {
    await page.keyboard.press(key)
  }
  assert.equal(await reference.inputValue(), '')
  await type(reference, 'order_id')
  await tabTo(combobox('Member for Items: Quantity'))
  await page.keyboard.type('qty')
  await page.keyboard.press('Tab')
  await onward(page, () => press('link', 'Continue'))
  await press('link', 'Continue')
  await tabTo(page.getByRole('textbox', { name: 'Name' }))
  await page.keyboard.type('by-the-keyboard')
  await press('button', 'Save')
  await page.getByRole('heading', { level: 1, name: 'by-the-keyboard' }).waitFor()
  await press('button', 'Run now…')
  await page.getByRole('dialog').waitFor()
  await tabTo(page.getByRole('dialog').getByRole('button', { name: 'Run now' }))
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'O-9001' }).first().waitFor()
  await page.getByText('Accepted', { exact: true }).first().waitFor()
})

test('Ctrl and Enter preview a table, as they do a query', async () => {
  await page.goto(`${fixture.server.url}/models/new?source=shop&from=table`)
  const table = page
    .getByRole('combobox', { name: /^Table/ })
    .or(page.getByRole('textbox', { name: /^Table/ }))
  await tabTo(table)
  await page.getByText(/^All of its rows and columns are read\. (Ctrl|⌘)\+Enter previews them\.$/).waitFor()
  await page.keyboard.type('orders')
  await page.keyboard.press('ControlOrMeta+Enter')
  await page.getByRole('region', { name: 'First rows of the model' }).getByText('O-9001').waitFor()
  assert.ok(await focused(table), 'the focus stays where one writes')
})
