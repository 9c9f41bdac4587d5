import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Fixture, open } from './fixture.ts'

let fixture: Fixture
let page: Page

before(async () => {
  fixture = await open()
  page = await fixture.enter()
})
after(() => fixture.close())

const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true })

test('g and a letter go to a place', async () => {
  for (const [key, name] of [
    ['s', 'Syncs'],
    ['r', 'Runs'],
    ['i', 'In doubt'], // the first of the lists of what needs attention: none has rows
    ['m', 'Models'],
    ['q', 'Sources'],
    ['d', 'Destinations'],
    ['t', 'Settings'],
    ['o', 'Overview'],
  ] as const) {
    await page.keyboard.press('g')
    await page.keyboard.press(key)
    await heading(name).waitFor()
  }
})

test('a slash goes to the search, and letters in it go nowhere', async () => {
  await page.keyboard.press('/')
  await page.keyboard.type('gs g?/')
  const search = page.getByRole('searchbox', { name: 'Find an order, a customer or a reference' })
  assert.equal(await search.inputValue(), 'gs g?/')
  assert.equal(await page.getByRole('dialog').count(), 0)
  await page.keyboard.press('Escape')
  assert.equal(await search.evaluate((field) => field === document.activeElement), false)
  await heading('Overview').waitFor()

  await search.fill('O-9001')
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname === '/search' && url.searchParams.get('q') === 'O-9001')
})

test('a question mark lists the keys, and Escape closes the list', async () => {
  await page.getByRole('main').focus()
  await page.keyboard.press('?')
  const list = page.getByRole('dialog', { name: 'Keyboard' })
  await list.getByText('Find an order').waitFor()
  await accessible(page)
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await list.getByText('Find an order').waitFor()
  await page.keyboard.press('Escape')
  await list.waitFor({ state: 'hidden' })
})

test('the focus goes to the title of a page that one goes to', async () => {
  await page.goto(`${fixture.server.url}/syncs`)
  await heading('Syncs').waitFor()
  assert.equal(await heading('Syncs').evaluate((title) => title === document.activeElement), false)
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Runs' }).press('Enter')
  await heading('Runs').waitFor()
  await page.waitForFunction(
    () => document.activeElement?.textContent === 'Runs' && document.activeElement.tagName === 'H1',
  )
})

test('the first stop of the tab key skips to the page', async () => {
  await page.goto(`${fixture.server.url}/syncs`)
  await heading('Syncs').waitFor()
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to the page' })
  assert.ok(await skip.evaluate((link) => link === document.activeElement))
  await page.keyboard.press('Enter')
  assert.ok(await page.getByRole('main').evaluate((main) => main === document.activeElement))
})
