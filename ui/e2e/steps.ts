import type { Locator, Page } from 'playwright-core'

// What is done and looked for in several tests.

export const title = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('heading', { level: 1, name, exact: true })

/** status is what became of a run, beside the title of its page. */
export const status = (page: Page, words: string | RegExp): Locator =>
  page.locator('header').getByText(words, { exact: true })

/** rows are those of the run that is shown. */
export const rows = (page: Page): Locator => page.getByRole('region', { name: 'Rows of the run' })

/** runs are those that the page of runs lists. */
export const runs = (page: Page): Locator => page.getByRole('region', { name: 'Runs, newest first' })

/** reasons are why rows of the run that is shown were not accepted. */
export const reasons = (page: Page): Locator =>
  page.getByRole('region', { name: 'Reasons, the most frequent first' })

/** runNow runs a sync from its page, and is shown the run. */
export async function runNow(page: Page, url: string, sync: string) {
  await page.goto(`${url}/syncs/${sync}`)
  await page.getByRole('button', { name: 'Run now…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click()
  await title(page, `Run of ${sync}`).waitFor()
}

/** find asks where something is, from the overview. */
export async function find(page: Page, url: string, q: string) {
  await page.goto(url)
  await title(page, 'Overview').waitFor()
  await page.locator('#search').fill(q)
  await page.locator('#search').press('Enter')
  await title(page, `Where is ${q}?`).waitFor()
}

/** turn gives an open page another theme, and the size of a desk or of a phone, once its colours have come to rest. */
export async function turn(page: Page, { dark = false, width = 1280 }: { dark?: boolean; width?: number }) {
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
  await page.setViewportSize({ width, height: width === 360 ? 740 : 800 })
  await page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    const moving = document.getAnimations().filter((one) => one instanceof CSSTransition)
    await Promise.allSettled(moving.map((one) => one.finished))
  })
}

/** onward goes to the next step of the builder, and waits until it is shown: until then its link is the former's. */
export async function onward(page: Page, act = () => page.getByRole('link', { name: 'Continue' }).click()) {
  const shown = () =>
    document.querySelector('nav[aria-label=Steps] [aria-current=step]')?.getAttribute('href') ?? ''
  const before = await page.evaluate(shown)
  await act()
  await page.waitForFunction(
    (was) =>
      document.querySelector('nav[aria-label=Steps] [aria-current=step]')?.getAttribute('href') !== was,
    before,
  )
}

/** insist changes here what comes from files, where it does. */
export async function insist(page: Page) {
  await page.getByRole('heading', { level: 2 }).first().waitFor()
  const here = page.getByLabel('Change it here all the same')
  if ((await here.count()) > 0) {
    await here.check()
  }
}

/** holdUp lets no request go to a place until what it returns is called. */
export async function holdUp(page: Page, place: string): Promise<() => void> {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route(place, async (route) => {
    await released
    await route.continue()
  })
  return release
}
