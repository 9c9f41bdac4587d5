import type { Page } from 'playwright-core'
import type { Server } from './server.ts'

const morning = Date.parse('2026-05-04T07:30:00Z') // a Monday
const day = 86_400_000
const written = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
})

const minute = 60_000
const shift = morning - Date.now() // what the server does from now on, it does in that morning

/** steady makes what a page shows the same every time: its clock stands still, and times and ports are moved to fit. */
export async function steady(page: Page, server: Server) {
  await page.clock.setFixedTime(morning)
  await page.route('**/api/v1/**', async (route) => {
    if (route.request().url().includes('/events')) {
      await route.continue()
      return
    }
    const response = await route.fetch()
    const text = moved(await response.text())
      .replaceAll(new URL(server.partnerstack).host, '127.0.0.1:8081')
      .replaceAll(new URL(server.partnerize).host, '127.0.0.1:8082')
    await route.fulfill({ response, body: text })
  })
}

/** moved is a text with its instants and its days in that morning's time. */
function moved(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (at) => movedTime(at).toISOString())
    .replaceAll(/\d{1,2} [A-Z][a-z]+ \d{4} at \d\d:\d\d:\d\d UTC/g, (at) => {
      const then = movedTime(at.replace(' at', ''))
      return `${written.format(then)} at ${then.toISOString().slice(11, 19)} UTC`
    })
    .replaceAll(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, (at) => movedTime(at).toUTCString())
    .replaceAll(/"date":"(\d{4}-\d\d-\d\d)"/g, (_, date: string) => {
      const days = Math.round(shift / day) * day
      return `"date":"${new Date(Date.parse(date) + days).toISOString().slice(0, 10)}"`
    })
}

/** movedTime is an instant to the minute; what has happened was not later than the clock that stands still. */
function movedTime(at: string): Date {
  const then = Date.parse(at)
  const there = Math.round((then + shift) / minute) * minute
  return new Date(then <= Date.now() ? Math.min(there, morning) : there)
}
