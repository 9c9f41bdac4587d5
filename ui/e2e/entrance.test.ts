import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Fixture, fits, open } from './fixture.ts'
import { admin, setUp, signIn } from './people.ts'

let fixture: Fixture

before(async () => {
  fixture = await open()
})
after(() => fixture.close())

const overview = (page: Page) => page.getByRole('heading', { level: 1, name: 'Overview' })

test('the first person comes in by the link, once', async () => {
  const page = await fixture.visit()
  await page.goto(fixture.server.url)
  await page.getByText('Open the link that the server printed').waitFor()
  assert.equal(await page.getByLabel('E-mail').count(), 0, 'a form in which nobody can sign in')
  await page.goto(fixture.server.link)
  await page.getByRole('heading', { name: 'Set up Waybill' }).waitFor()
  assert.equal(new URL(page.url()).hash, '', 'the secret stays in the address')
  await page.reload()
  await page.getByRole('heading', { name: 'Set up Waybill' }).waitFor()
  await accessible(page)

  await page.getByLabel('E-mail').fill(admin.email)
  await page.getByLabel(/^Password/).fill('short')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('Use at least 10 characters.').waitFor()
  const here = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true')
  await page.keyboard.press('Tab')
  assert.equal(await here(), 'Show what was typed')
  await setUp(page, fixture.server)
  await accessible(page)
  // Where nothing has run yet, the page leads to what runs.
  await page.goto(`${fixture.server.url}/runs`)
  await page.getByRole('link', { name: 'Go to syncs' }).click()
  await page.getByRole('heading', { level: 1, name: 'Syncs' }).waitFor()

  const second = await fixture.visit()
  await second.goto(fixture.server.link)
  await second.getByRole('heading', { name: 'This link has been used, or is too old' }).waitFor()
  await accessible(second)
})

test('one signs out, and in again to where one wanted to go', async () => {
  const page = await fixture.visit()
  await page.goto(`${fixture.server.url}/runs?status=failed`)
  await page.getByRole('heading', { name: 'Sign in to Waybill' }).waitFor()
  await page.getByLabel('E-mail').fill(admin.email)
  await page.getByLabel(/^Password/).fill('a wrong password')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText('The e-mail or the password is wrong.').waitFor()
  assert.equal(await page.getByLabel(/^Password/).inputValue(), '')
  await accessible(page)

  await page.getByLabel(/^Password/).fill(admin.password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor()
  assert.equal(new URL(page.url()).search, '?status=failed')

  await page.getByRole('button', { name: 'Account of Ada' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in to Waybill' }).waitFor()
  assert.equal(new URL(page.url()).search, '', 'whoever signs out is not on the way to somewhere')
  await page.goto(fixture.server.url)
  await page.getByRole('heading', { name: 'Sign in to Waybill' }).waitFor()
})

test('a session that ended elsewhere is noticed, and one comes back', async () => {
  const page = await fixture.visit()
  await signIn(page, fixture.server.url)
  await page.context().clearCookies()
  await page.goto(`${fixture.server.url}/destinations`)
  await page.getByRole('heading', { name: 'Sign in to Waybill' }).waitFor()
  assert.equal(new URL(page.url()).searchParams.get('return'), '/destinations')
  await page.getByLabel('E-mail').fill(admin.email)
  await page.getByLabel(/^Password/).fill(admin.password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Destinations' }).waitFor()
})

test('a link to another site is not followed after the sign-in', async () => {
  for (const elsewhere of ['https://example.com/', '//example.com/', '/\\example.com']) {
    const page = await fixture.visit()
    await page.goto(`${fixture.server.url}/sign-in?return=${encodeURIComponent(elsewhere)}`)
    await page.getByLabel('E-mail').fill(admin.email)
    await page.getByLabel(/^Password/).fill(admin.password)
    await page.keyboard.press('Enter')
    await overview(page).waitFor()
    assert.equal(new URL(page.url()).host, new URL(fixture.server.url).host)
  }
})

test('the dark theme is chosen, kept, and there from the first moment', async () => {
  const page = await fixture.enter()
  const scheme = () => page.evaluate(() => document.documentElement.dataset.mantineColorScheme)
  assert.equal(await scheme(), 'light')
  await page.getByRole('button', { name: 'Account of Ada' }).click()
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  assert.equal(await scheme(), 'dark')
  await accessible(page)
  // What is set before the application runs is what was chosen: nothing flashes.
  await page.route('**/assets/*.js', (route) => route.abort())
  await page.reload({ waitUntil: 'domcontentloaded' })
  assert.equal(await scheme(), 'dark')
  await page.unroute('**/assets/*.js')
  await page.reload()
  await overview(page).waitFor()
  assert.equal(await scheme(), 'dark')
})

test('on a phone the places are in a drawer, and nothing scrolls sideways', async () => {
  const page = await fixture.enter({ width: 360, height: 740 })
  await fits(page)
  await page.getByRole('button', { name: 'Open the menu' }).click()
  const places = page.getByRole('navigation', { name: 'Main' })
  await places.getByRole('link', { name: 'Syncs' }).click()
  await page.getByRole('heading', { level: 1, name: 'Syncs' }).waitFor()
  await fits(page)
  await accessible(page)
})

test('what is not there says so', async () => {
  const page = await fixture.enter()
  for (const path of ['/nothing/here', '/settings/nothing', '/syncs/any/thing/else']) {
    await page.goto(fixture.server.url + path)
    await page.getByRole('main').getByRole('heading', { name: 'There is no such page' }).waitFor()
    await page.getByRole('navigation').getByRole('link', { name: 'Overview' }).waitFor()
  }
  await accessible(page)
})
