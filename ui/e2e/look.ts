// Takes pictures of pages with the demo's data, at 1280 and 360 px, in both themes:
//   npm run look -- FOLDER PATH…     for whoever works on a page
//   npm run screenshots              every page, into docs/images
// Paths may name {run}, {row} and {refused}, which are read from the demo.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { build } from './build.ts'

process.env.WAYBILL_BIN ??= build()
const { open } = await import('./fixture.ts')

const all = [
  '/',
  '/syncs',
  '/syncs/new',
  '/syncs/orders-to-partnerize',
  '/syncs/orders-to-partnerize/edit',
  '/syncs/orders-to-partnerize/plan',
  '/syncs/orders-to-partnerize/rows/O-9001',
  '/runs',
  '/runs/{run}',
  '/runs/{run}/rows/{refused}',
  '/in-doubt',
  '/search?q=O-9001',
  '/models',
  '/models/new',
  '/models/orders',
  '/sources',
  '/sources/new',
  '/sources/shop',
  '/destinations',
  '/destinations/new',
  '/destinations/partnerize',
  '/settings/people',
  '/settings/tokens',
  '/settings/secrets',
  '/settings/alerts',
  '/settings/retention',
  '/settings/audit',
  '/account',
]

const [folder = join(import.meta.dirname, '..', '..', 'docs', 'images'), ...chosen] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const fixture = await open({ demo: true })
try {
  const first = await fixture.enter()
  const known = await facts(first)
  for (const dark of [false, true]) {
    for (const width of [1280, 360]) {
      const shape = { width, height: width === 360 ? 740 : 800, dark }
      if (chosen.length === 0) {
        const nobody = await fixture.visit(shape)
        await picture(nobody, '/sign-in', known, shape)
        await nobody.context().close()
      }
      const page = await fixture.enter(shape)
      for (const path of chosen.length > 0 ? chosen : all) {
        await picture(page, path, known, shape)
      }
      await page.context().close()
    }
  }
} finally {
  await fixture.close()
}

interface Shape {
  width: number
  dark: boolean
}

async function picture(page: Page, path: string, known: Record<string, string>, { width, dark }: Shape) {
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(known[name] ?? ''))
  await page.goto(fixture.server.url + address)
  await page.locator('h1').waitFor()
  await page.waitForLoadState('networkidle')
  const name = path.replace('?q=', '/').replaceAll(/[{}]/g, '').replaceAll('/', '-').slice(1) || 'overview'
  await page.screenshot({
    path: join(folder, `${name}-${width}-${dark ? 'dark' : 'light'}.png`),
    fullPage: width !== 360,
    animations: 'disabled',
  })
}

/** facts reads from the API what the paths name: ids differ from demo to demo. */
async function facts(page: Page): Promise<Record<string, string>> {
  const read = (path: string) =>
    page.evaluate(async (p) => (await fetch(`/api/v1${p}`)).json(), path) as Promise<{
      items: { id: string; status: string; primary_key: string }[]
    }>
  const runs = await read('/runs?sync=orders-to-partnerize')
  const run = runs.items.at(-1)?.id ?? ''
  const rows = await read(`/runs/${run}/rows`)
  const refused = await read(`/runs/${run}/rows?outcome=rejected`)
  return { run, row: rows.items[0]?.primary_key ?? '', refused: refused.items[0]?.primary_key ?? '' }
}
