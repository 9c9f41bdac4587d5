// Takes pictures: node --import tsx e2e/look.ts FOLDER PATH… For whoever works on a page and wants to see it
// at 1280 and 360 px, in both themes, with the sample's data.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { open } from './fixture.ts'

const [folder = 'shots', ...paths] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const fixture = await open({ runs: 'all' })
try {
  for (const dark of [false, true]) {
    for (const width of [1280, 360]) {
      const page = await fixture.enter({ width, height: width === 360 ? 740 : 800, dark })
      for (const path of paths.length > 0 ? paths : ['/']) {
        await page.goto(fixture.server.url + path, { waitUntil: 'networkidle' })
        const name = `${path.replaceAll(/[^\w-]+/g, '_')}-${width}-${dark ? 'dark' : 'light'}.png`
        await page.screenshot({ path: join(folder, name) })
      }
      await page.context().close()
    }
  }
} finally {
  await fixture.close()
}
