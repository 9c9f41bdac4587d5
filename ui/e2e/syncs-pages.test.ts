import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, type Fixture, fits, open } from './fixture.ts'

let fixture: Fixture

before(async () => {
  fixture = await open({ runs: 'all' })
})

after(() => fixture.close())

test('a viewer sees the syncs and can change none', async () => {
  const who = { email: 'vera@example.com', password: 'a viewer of everything' }
  const page = await fixture.enter()
  const { csrf_token: csrf } = await (
    await page.request.get(`${fixture.server.url}/api/v1/auth/session`)
  ).json()
  const invited = await page.request.post(`${fixture.server.url}/api/v1/people/invitations`, {
    headers: { 'X-CSRF-Token': csrf, Origin: fixture.server.url },
    data: { email: who.email, role: 'viewer' },
  })
  assert.equal(invited.status(), 201)
  const viewer = await fixture.visit()
  await viewer.goto((await invited.json()).url)
  await viewer.getByLabel('Name').fill('Vera')
  await viewer.getByLabel(/^Password/).fill(who.password)
  await viewer.getByRole('button', { name: 'Continue' }).click()
  await viewer.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  await viewer.goto(`${fixture.server.url}/syncs`)
  await viewer.getByRole('link', { name: /^orders-to-partnerize/ }).waitFor()
  assert.equal(await viewer.getByRole('link', { name: 'Add sync' }).count(), 0)
  assert.equal(await viewer.getByRole('button', { name: /^Actions for/ }).count(), 0)
  for (const path of ['/syncs/new', '/syncs/orders-to-partnerize/edit']) {
    await viewer.goto(fixture.server.url + path)
    await viewer.getByText('You may look, and not change').waitFor()
    await accessible(viewer)
  }
})

test('both themes and a phone', async () => {
  for (const look of [
    { width: 1280, dark: true },
    { width: 360, height: 740, dark: false },
  ]) {
    const one = await fixture.enter(look)
    for (const path of [
      '/syncs',
      '/syncs/new',
      '/syncs/customers-to-partnerstack/edit?step=operation',
      '/syncs/customers-to-partnerstack/edit?step=match',
      '/syncs/orders-to-partnerize/edit?step=mapping',
      '/syncs/orders-to-partnerize/edit?step=running',
      '/syncs/orders-to-partnerize/edit?step=review',
    ]) {
      await one.goto(fixture.server.url + path, { waitUntil: 'networkidle' })
      await accessible(one)
      await fits(one)
    }
    await one.context().close()
  }
})
