import assert from 'node:assert/strict'
import type { APIRequestContext, Page } from 'playwright-core'
import type { Server } from './server.ts'

// Who uses a server that is tested, and how they come in: by the forms, or as a program would.

export const admin = { email: 'ada@example.com', name: 'Ada', password: 'correct horse battery' }
export const viewer = { email: 'vera@example.com', name: 'Vera', password: 'a viewer has one too' }

/** setUp does what the first person does. */
export async function setUp(page: Page, server: Server) {
  await page.goto(server.link)
  await page.getByLabel('E-mail').fill(admin.email)
  await page.getByLabel('Name').fill(admin.name)
  await page.getByLabel(/^Password/).fill(admin.password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
}

export async function signIn(page: Page, url: string, who: { email: string; password: string } = admin) {
  await page.goto(`${url}/sign-in`)
  await page.getByLabel('E-mail').fill(who.email)
  await page.getByLabel(/^Password/).fill(who.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
}

/** toOverview opens what everybody begins with. */
export async function toOverview(page: Page, url: string): Promise<Page> {
  await page.goto(url)
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  return page
}

const secretOf = (link: string) => new URL(link).hash.slice(1)

/** ask is what the API answers to whoever has the cookies of the request; it may be told the token against forgery. */
async function ask(request: APIRequestContext, url: string, path: string, data: object, csrf = '') {
  const headers = { Origin: url, 'X-CSRF-Token': csrf }
  const answer = await request.post(`${url}/api/v1${path}`, { headers, data })
  assert.ok(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`)
  return answer
}

/** becomeAdmin sets the server up by the link of the first start, or signs in where somebody has done that. */
export async function becomeAdmin(request: APIRequestContext, { url, link }: Server) {
  const methods = await (await request.get(`${url}/api/v1/auth/methods`)).json()
  await (methods.setup
    ? ask(request, url, '/auth/setup', { token: secretOf(link), ...admin })
    : ask(request, url, '/auth/sign-in', { email: admin.email, password: admin.password }))
}

/** becomeViewer has the admin, whose cookies the page has, invite a viewer, who then comes in there. */
export async function becomeViewer(page: Page, url: string) {
  const { csrf_token: csrf } = await (await page.request.get(`${url}/api/v1/auth/session`)).json()
  const { email, name, password } = viewer
  const invited = await ask(page.request, url, '/people/invitations', { email, role: 'viewer' }, csrf)
  const token = secretOf((await invited.json()).url)
  await page.context().clearCookies()
  await ask(page.request, url, '/auth/accept', { token, name, password })
}
