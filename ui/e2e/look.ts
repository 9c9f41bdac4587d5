// Takes pictures of pages with the demo's data, at 1280 and 360 px, in both themes:
//   npm run look -- FOLDER PATH…     for whoever works on a page
//   npm run screenshots              every page, into docs/images
// Paths may name {run}, {row}, {refused} and {held}, which are read from the demo. The pages believe that it is always
// the same morning, so that pictures taken again differ where pages do.
import { mkdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { build } from './build.ts'
import { shrink } from './png.ts'
import { added, conversions, model, orders } from './project.ts'
import { steady } from './steady.ts'

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
  '/runs/{held}',
  '/runs/{run}/rows/{refused}',
  '/runs/{run}/rows/{row}',
  '/in-doubt',
  '/refused',
  '/unconfirmed',
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
  '/settings/about',
  '/account',
]

const [folder = join(import.meta.dirname, '..', '..', 'docs', 'images'), ...chosen] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const fixture = await open({ demo: true })
try {
  await stir()
  const first = await fixture.enter()
  const known = await facts(first)
  for (const dark of [false, true]) {
    for (const width of [1280, 360]) {
      const shape = { width, dark }
      if (chosen.length === 0) {
        const nobody = await fixture.visit(shape)
        await steady(nobody, fixture.server)
        await picture(nobody, '/sign-in', known, shape)
        await nobody.context().close()
      }
      const page = await fixture.enter(shape)
      await steady(page, fixture.server)
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
  await page.setViewportSize({ width, height: width === 360 ? 740 : 800 })
  await page.goto(fixture.server.url + address)
  await page.locator('h1').waitFor()
  await page.waitForLoadState('networkidle')
  const name = path.replace('?q=', '/').replaceAll(/[{}]/g, '').replaceAll('/', '-').slice(1) || 'overview'
  if (width !== 360) {
    // As high as the page: what stays in its place at the left is then as high, too.
    const height = await page.evaluate(() => document.documentElement.scrollHeight)
    await page.setViewportSize({ width, height })
  }
  const png = await page.screenshot({ animations: 'disabled' })
  await writeFile(join(folder, `${name}-${width}-${dark ? 'dark' : 'light'}.png`), shrink(png))
}

/** stir makes a run that is held, and a row that is in doubt: the demo itself has neither. */
async function stir() {
  const { server } = fixture
  const file = join(server.dir, 'waybill.yaml')
  const yaml = await readFile(file, 'utf8')
  await writeFile(
    file,
    added(
      yaml,
      [model('sale', orders('SALE', 9)), model('late', orders('LATE', 2))],
      [
        conversions('sale-to-partnerize', 'sale', 'brakes: {max_rows: 3}'),
        conversions('late-to-partnerize', 'late'),
      ],
    ),
  )
  await server.faults('silence=1ms:match=LATE-1')
  await server.waybill('apply')
  await server.run('sale-to-partnerize')
  await server.run('late-to-partnerize')
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
  const held = await read('/runs?status=held')
  return {
    run,
    held: held.items[0]?.id ?? '',
    row: rows.items[0]?.primary_key ?? '',
    refused: refused.items[0]?.primary_key ?? '',
  }
}
