import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { type Fixture, open } from './fixture.ts'
import { insist } from './steps.ts'

const most = 100 // ms from what a person does to the picture that answers it
const usual = 20 // ms that the work of slowness takes on a machine of two processors with nothing else to do
const rounds = 7

let f: Fixture
let page: Page

before(async () => {
  f = await open({ runs: 'all', timed: true })
  page = await f.enter()
})
after(() => f.close())

declare global {
  interface Window {
    took: Promise<number>
  }
}

/** answerTime is how long it takes from the next click or key until something is there and painted. */
async function answerTime(selector: string, text: string, act: () => Promise<unknown>): Promise<number> {
  await page.evaluate(
    ([wanted, words]) => {
      window.took = new Promise((resolve) => {
        let began: number | undefined
        for (const type of ['click', 'keydown']) {
          window.addEventListener(
            type,
            (event) => {
              began ??= event.timeStamp
            },
            { capture: true, once: true },
          )
        }
        new MutationObserver((_, observer) => {
          const found = [...document.querySelectorAll(wanted)].some((e) => e.textContent.includes(words))
          if (began === undefined || !found) {
            return
          }
          const since = began
          observer.disconnect()
          requestAnimationFrame(() => {
            const painted = new MessageChannel()
            painted.port1.onmessage = () => resolve(performance.now() - since)
            painted.port2.postMessage(undefined)
          })
        }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
      })
    },
    [selector, text] as const,
  )
  await act()
  return page.evaluate(() => window.took)
}

/** paintTimes are how long it took from each event of an interaction to the next paint: 16 ms, if it was less. */
async function paintTimes(act: () => Promise<unknown>): Promise<number[]> {
  const times = await page.evaluateHandle(() => {
    const all: number[] = []
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if ('interactionId' in entry && entry.interactionId) {
          all.push(entry.duration)
        }
      }
    })
    observer.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
    return all
  })
  await act()
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50))))
  const found = await times.jsonValue()
  return found.length > 0 ? found : [16]
}

const middle = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN

/** slowness is how many times longer than usual a browser takes here and now for what is not ours: once, at least. */
async function slowness(): Promise<number> {
  const times = await page.evaluate(() =>
    Array.from({ length: 15 }, () => {
      const began = performance.now()
      const list = document.createElement('ol')
      list.style.cssText = 'position: absolute; visibility: hidden'
      for (let i = 0; i < 1000; i++) {
        list.append(Object.assign(document.createElement('li'), { textContent: `row ${i}` }))
      }
      document.body.append(list)
      list.getBoundingClientRect()
      list.remove()
      return performance.now() - began
    }),
  )
  return Math.max(1, middle(times) / usual)
}

/** judge says what was measured, and fails if it is usually too long. The worst may be another process's doing. */
async function judge(t: TestContext, what: string, times: number[]) {
  const slow = await slowness()
  const median = middle(times)
  t.diagnostic(
    `${what}: median ${median.toFixed(0)} ms, worst ${times.at(-1)?.toFixed(0)} ms of ${times.length}, on a machine ${slow.toFixed(1)} times as slow`,
  )
  assert.ok(
    median <= most * slow,
    `${what} takes ${median} ms: ${times.map((one) => one.toFixed(0)).join(', ')}`,
  )
}

async function repeat(times: number, act: (i: number) => Promise<number>): Promise<number[]> {
  const all: number[] = []
  for (let i = 0; i < times; i++) {
    all.push(await act(i))
  }
  return all
}

const go = (name: string) =>
  page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: new RegExp(`^${name}`) })
    .click()

async function openRun() {
  await page.goto(`${f.server.url}/runs?sync=orders-to-partnerize`)
  await page.getByRole('region', { name: 'Runs, newest first' }).getByRole('link').first().click()
  await page.getByRole('region', { name: 'Rows of the run' }).getByRole('link').first().waitFor()
}

test('pages that were seen come at once', async (t) => {
  const attention = ['Needs attention', 'In doubt'] as const // there is nothing to see to: the first list is opened
  const names = ['Syncs', 'Runs', 'Models', 'Sources', 'Destinations', 'Overview']
  const places = [attention, ...names.map((name) => [name, name] as const)]
  for (const [place, heading] of places) {
    await go(place)
    await page.getByRole('heading', { level: 1, name: heading }).waitFor()
    await page.waitForLoadState('networkidle')
  }
  for (const [place, heading] of places) {
    const times = await repeat(rounds, async () => {
      await go(place === 'Syncs' ? 'Runs' : 'Syncs')
      await page.getByRole('heading', { level: 1, name: place === 'Syncs' ? 'Runs' : 'Syncs' }).waitFor()
      return answerTime('h1', heading, () => go(place))
    })
    await judge(t, `to ${place}`, times)
  }
})

test('a row opens and closes at once', async (t) => {
  await openRun()
  const key = 'O-9001'
  const link = page.getByRole('region', { name: 'Rows of the run' }).getByRole('link', { name: key })
  await link.click()
  await page.getByRole('heading', { level: 1, name: key }).waitFor()
  await page.waitForLoadState('networkidle')
  await page.goBack()
  const times = await repeat(rounds, async () => {
    const took = await answerTime('h1', key, () => link.click())
    await page.goBack()
    await link.waitFor()
    return took
  })
  await judge(t, 'to a row', times)
})

test('what one types appears at once: in the search, in a filter, in a query', async (t) => {
  await openRun()
  await page.keyboard.press('/')
  await judge(
    t,
    'a letter in the search',
    await paintTimes(() => page.keyboard.type('O-9001 shoes', { delay: 40 })),
  )
  await page.getByRole('searchbox', { name: 'Search in messages' }).click()
  await judge(
    t,
    'a letter in a filter',
    await paintTimes(() => page.keyboard.type('reference', { delay: 40 })),
  )

  await page.goto(`${f.server.url}/models/orders`)
  await page.locator('.cm-content').click()
  const query = 'select order_id, total from orders where total > 10 order by 1 -- '
  await judge(t, 'a letter in a query', await paintTimes(() => page.keyboard.type(query, { delay: 20 })))
})

test('a choice shows at once: of a filter, of the colours', async (t) => {
  await openRun()
  const outcome = page.getByRole('combobox', { name: 'Outcome' })
  const opening = await repeat(rounds, async () => {
    const took = await answerTime('[role=option]', 'Refused', () => outcome.click())
    await page.keyboard.press('Escape')
    await page.getByRole('option', { name: 'Refused' }).waitFor({ state: 'hidden' })
    return took
  })
  await judge(t, 'the choices of a filter', opening)

  await page.getByRole('button', { name: /^Account of/ }).click()
  const scheme = await repeat(rounds, (i) => {
    const [label, value] = i % 2 === 0 ? ['Dark', 'dark'] : ['Light', 'light']
    const choose = () => page.getByRole('menuitemradio', { name: label }).click()
    return answerTime(`html[data-mantine-color-scheme=${value}]`, '', choose)
  })
  await judge(t, 'other colours', scheme)
})

test('the steps of the builder follow at once', async (t) => {
  await page.goto(`${f.server.url}/syncs/orders-to-partnerize/edit`)
  await insist(page)
  const steps = page.getByRole('navigation', { name: 'Steps' })
  const step = (name: string) => steps.getByRole('link', { name }).click()
  const names = ['Model', 'Mapping', 'Review']
  for (const name of names) {
    await step(name)
    await page.getByRole('heading', { level: 2 }).first().waitFor()
    await page.waitForLoadState('networkidle')
  }
  for (const name of names) {
    const other = name === 'Model' ? 'Review' : 'Model'
    const times = await repeat(rounds, async () => {
      await step(other)
      await steps.locator('[aria-current]').filter({ hasText: other }).waitFor()
      return answerTime('nav[aria-label=Steps] [aria-current]', name, () => step(name))
    })
    await judge(t, `to the step ${name}`, times)
  }
  await step('Mapping')
  await page.getByRole('searchbox', { name: 'Search the fields' }).click()
  await judge(
    t,
    'a letter in the search of fields',
    await paintTimes(() => page.keyboard.type('cur', { delay: 60 })),
  )
  await page.getByLabel('What fills Currency').selectOption('Fixed value')
  await page.getByRole('searchbox', { name: 'Search the fields' }).fill('')
  await page.getByRole('group', { name: 'Currency' }).getByRole('textbox').click()
  await judge(
    t,
    'a letter of a value',
    await paintTimes(() => page.keyboard.type('EURO EURO', { delay: 60 })),
  )
})
