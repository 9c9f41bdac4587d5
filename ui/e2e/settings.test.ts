import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Fixture, fits, open } from './fixture.ts'
import { signIn, viewer } from './people.ts'
import { holdUp, title } from './steps.ts'

let fixture: Fixture

before(async () => {
  fixture = await open()
})
after(() => fixture.close())

const places = ['people', 'tokens', 'secrets', 'alerts', 'retention', 'audit', 'about']

async function settings(page: Page, place: string) {
  await page.goto(`${fixture.server.url}/settings/${place}`)
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
}

test('a viewer comes in by an invitation, and can change nothing', async () => {
  const page = await fixture.enter()
  await settings(page, 'people')
  await page.getByRole('button', { name: 'Invite' }).click()
  await page.getByLabel(/^E-mail/).fill('vic@example.com')
  await accessible(page)
  await page.getByRole('button', { name: 'Make the link' }).click()
  const link = await page.getByText(/\/link#/).innerText()

  const viewer = await fixture.visit()
  await viewer.goto(link)
  await viewer.getByLabel('Name').fill('Vic')
  await viewer.getByLabel(/^Password/).fill('a horse of another colour')
  await viewer.getByRole('button', { name: 'Continue' }).click()
  await viewer.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  for (const place of places) {
    await settings(viewer, place)
    await viewer.getByRole('heading', { level: 2 }).first().waitFor()
    await viewer.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
    const buttons = await viewer.getByRole('main').getByRole('button').allInnerTexts()
    assert.deepEqual(
      buttons.filter((label) => place !== 'tokens' || label !== 'New token'),
      [],
      `what a viewer may press in ${place}`,
    )
    await accessible(viewer)
  }
  await viewer.getByRole('link', { name: 'Settings', exact: true }).click()
  await viewer.getByRole('heading', { level: 2, name: 'Tokens' }).waitFor()
  await viewer.goto(`${fixture.server.url}/destinations/partnerize`)
  await viewer.getByText('This destination comes from files (waybill.yaml').waitFor()
  assert.equal(await viewer.getByText('Change it there').count(), 0)
  await viewer.goto(`${fixture.server.url}/in-doubt`)
  await viewer.getByText('Nothing is in doubt').waitFor()

  // The admin sees them, makes an editor of them, and cannot lock themselves out.
  await settings(page, 'people')
  const row = page.getByRole('row', { name: /vic@example.com/ })
  await row.getByLabel('Role of Vic').click()
  await page.getByRole('option', { name: 'Editor' }).click()
  await page.getByRole('button', { name: 'Change the role' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await viewer.reload()
  await settings(viewer, 'secrets')
  await viewer.getByRole('button', { name: 'New secret' }).waitFor()
  await page.getByRole('button', { name: 'What to do with Ada' }).click()
  await page.getByRole('menuitem', { name: 'Sign out everywhere else' }).waitFor() // it is open
  assert.equal(await page.getByRole('menuitem', { name: /Remove|Disable/ }).count(), 0)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'What to do with Vic' }).click()
  await page.getByRole('menuitem', { name: 'Disable…' }).click()
  await page.getByRole('button', { name: 'Disable', exact: true }).click()
  await page.getByText('Vic is disabled.').waitFor()
  await viewer.goto(fixture.server.url)
  await viewer.getByRole('heading', { name: 'Sign in to Waybill' }).waitFor()
})

test('an invitation is seen while it is open, gets a new link, and is withdrawn', async () => {
  const page = await fixture.enter()
  await settings(page, 'people')
  await page.getByText('No invitation is open').waitFor()
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  await page.getByLabel(/^E-mail/).fill('Mistyped@exmaple.com')
  await page.getByLabel('Admin', { exact: true }).check()
  await page.getByRole('button', { name: 'Make the link' }).click()
  const shown = page.getByText(/\/link#/)
  const first = await shown.innerText()

  await page.reload()
  const row = page.getByRole('row', { name: /mistyped@exmaple.com Admin ada@example.com/ })
  await row.waitFor()
  assert.equal(await shown.count(), 0, 'the link is shown again')
  await accessible(page)
  await row.getByRole('button', { name: 'New link for mistyped@exmaple.com' }).click()
  assert.ok(await page.getByLabel('Admin', { exact: true }).isChecked(), 'the role is not the one before')
  await page.getByLabel('Viewer', { exact: true }).check()
  await accessible(page)
  await page.getByRole('button', { name: 'Make the link' }).click()
  const second = await shown.innerText()
  await page.getByRole('row', { name: /mistyped@exmaple.com Viewer/ }).waitFor()

  const stranger = await fixture.visit()
  const dead = stranger.getByRole('heading', { name: 'This link has been used, or is too old or withdrawn' })
  await stranger.goto(first)
  await dead.waitFor()
  await stranger.goto('about:blank')
  await stranger.goto(second)
  await stranger.getByText('You were invited as mistyped@exmaple.com, viewer.').waitFor()

  await page.getByRole('button', { name: 'Withdraw the invitation of mistyped@exmaple.com' }).click()
  await page.getByText('The link that was sent to them stops working at once.').waitFor()
  await accessible(page)
  const release = await holdUp(page, '**/api/v1/people') // whatever else is read anew
  await page.getByRole('button', { name: 'Withdraw', exact: true }).click()
  await page.getByText('No invitation is open').waitFor()
  assert.equal(await shown.count(), 0, 'a link that is dead is still offered')
  release()
  await stranger.getByLabel(/^Password/).fill('too late for this one')
  await stranger.getByRole('button', { name: 'Continue' }).click()
  await stranger.getByText('This link does not work any more.').waitFor()
  await stranger.goto('about:blank')
  await stranger.goto(second)
  await dead.waitFor()
  await accessible(stranger)
  await page.goto(`${fixture.server.url}/settings/audit?kind=link`)
  await page.getByText('withdrew link mistyped@exmaple.com').waitFor()
})

test('a token works until it is revoked, and is shown once', async () => {
  const page = await fixture.enter()
  await settings(page, 'tokens')
  await page.getByText('No tokens yet').waitFor()
  await page.getByRole('button', { name: 'New token' }).click()
  await page.getByLabel(/^Name/).fill('ci')
  await page.getByLabel('Run', { exact: true }).check()
  await accessible(page)
  await page.getByRole('button', { name: 'Make the token' }).click()
  const token = await page.getByText(/^wb_/).first().innerText()
  await accessible(page)
  const ask = () =>
    fetch(`${fixture.server.url}/api/v1/auth/session`, { headers: { Authorization: `Bearer ${token}` } })
  const session = await (await ask()).json()
  assert.deepEqual(session.rights, ['read', 'run'])

  await page.reload()
  await page.getByRole('button', { name: 'Revoke ci' }).waitFor()
  assert.ok(!(await page.locator('body').innerText()).includes(token), 'it is shown again')
  await page.getByRole('button', { name: 'Revoke ci' }).click()
  await page.getByRole('button', { name: 'Revoke', exact: true }).click()
  await page.getByRole('button', { name: 'Revoke ci' }).waitFor({ state: 'detached' })
  assert.equal((await ask()).status, 401)
})

test('a secret is set and never shown, and what it changes is in the audit', async () => {
  const page = await fixture.enter()
  await settings(page, 'secrets')
  await page.getByRole('button', { name: 'New secret' }).click()
  await page.getByLabel(/^Name/).fill('slack.url')
  await page.getByRole('textbox', { name: /^Secret/ }).fill('hush-hush')
  await accessible(page)
  await page.getByRole('button', { name: 'Set the secret' }).click()
  await page.getByRole('cell', { name: 'slack.url', exact: true }).waitFor()
  await settings(page, 'audit')
  await page.getByText('slack.url').first().waitFor()
  assert.ok(!(await page.content()).includes('hush-hush'), 'the secret is on the page')
})

test("what the project's files said at the start is theirs in the audit, and nobody's else", async () => {
  const page = await fixture.enter()
  await page.goto(`${fixture.server.url}/settings/audit?action=create&kind=sync`)
  const made = page.getByRole('listitem').filter({ hasText: 'orders-to-partnerize' })
  await made.getByText(/^The project's files added/).waitFor()
  assert.equal(
    await page
      .getByRole('main')
      .getByText(/unknown/)
      .count(),
    0,
  )
})

test('what a change of the retention changes is a readable difference', async () => {
  const page = await fixture.enter()
  await settings(page, 'retention')
  await page.getByLabel('Requests and answers').fill('45')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').waitFor()
  await settings(page, 'audit')
  await page.getByLabel('Who: an e-mail').fill('ada@example.com')
  await page.waitForURL(/who=ada/)
  const entry = page.getByRole('listitem').filter({ hasText: 'retention' }).first()
  await entry.getByText(/\d change/).click()
  const difference = page.getByRole('region', { name: /Changes of/ })
  await difference.getByText('30', { exact: true }).waitFor()
  await difference.getByText('45', { exact: true }).waitFor()
})

test('an alert is declared, changed and deleted', async () => {
  const page = await fixture.enter()
  await settings(page, 'alerts')
  await page.getByRole('link', { name: 'New alert' }).click()
  await page.getByLabel(/^Name/).fill('ops')
  await page.getByLabel(/^What it is/).fill('{"webhook": {}}')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('alert').waitFor()
  await page
    .getByLabel(/^What it is/)
    .fill('{"webhook": {"url": "https://example.com/x-secret"}, "on": {"fatal_error": "critical"}}')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('link', { name: 'ops' }).click()
  await page.getByRole('heading', { name: 'Alert ops' }).waitFor()
  assert.ok(!(await page.getByLabel(/^What it is/).inputValue()).includes('x-secret'), 'the secret is shown')
  await accessible(page)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Delete ops' }).click()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByText('No alerts are declared').waitFor()
})

test('a viewer sees where they are signed in, and ends one session or all others', async () => {
  const page = await fixture.invite()
  const [phone, laptop] = [await fixture.visit({ width: 360, height: 740 }), await fixture.visit()]
  await signIn(phone, fixture.server.url, viewer)
  await page.goto(`${fixture.server.url}/account`)
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
  await title(phone, 'Sign in to Waybill').waitFor()
  await signIn(phone, fixture.server.url, viewer)
  await signIn(laptop, fixture.server.url, viewer)
  await page.reload()
  await page.getByRole('button', { name: 'Sign out everywhere else…' }).click()
  await page.getByRole('dialog').getByText('2 other sessions of yours end.').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere else' }).click()
  await page.getByText('You are signed out everywhere but here.').waitFor()
  await laptop.reload()
  await title(laptop, 'Sign in to Waybill').waitFor()
  await phone.goto(`${fixture.server.url}/account`)
  await title(phone, 'Sign in to Waybill').waitFor()
  await page.setViewportSize({ width: 360, height: 740 })
  await fits(page)
})

test('one changes the name and the password', async () => {
  const page = await fixture.enter()
  await page.goto(`${fixture.server.url}/account`)
  await page.getByLabel('Name').fill('Ada Lovelace')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Account of Ada Lovelace' }).waitFor()
  await page.getByLabel(/^Password now/).fill('wrong')
  await page.getByLabel(/^New password/).fill('battery staple horse')
  await page.getByRole('button', { name: 'Change the password' }).click()
  await page.getByRole('main').getByRole('alert').waitFor()
  await page.getByLabel(/^Password now/).fill('correct horse battery')
  await page.getByRole('button', { name: 'Change the password' }).click()
  await page.getByText('Your password is changed.').waitFor()
})
