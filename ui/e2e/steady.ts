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

/** steady makes what a page shows the same every time: its clock stands still, and times and ports are moved to fit. */
export async function steady(page: Page, server: Server) {
  const shift = morning - Date.now()
  await page.clock.setFixedTime(morning)
  await page.route('**/api/v1/**', async (route) => {
    const request = route.request()
    if (request.method() !== 'GET' || request.url().includes('/events')) {
      await route.continue()
      return
    }
    const response = await route.fetch()
    const text = moved(await response.text(), shift)
      .replaceAll(server.partnerstack, 'http://127.0.0.1:8081')
      .replaceAll(server.partnerize, 'http://127.0.0.1:8082')
    await route.fulfill({ response, body: text })
  })
}

/** moved is a text with its instants, to the minute, and its days in another time. */
function moved(text: string, by: number): string {
  const minute = 60_000
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (at) =>
      new Date(Math.round((Date.parse(at) + by) / minute) * minute).toISOString(),
    )
    .replaceAll(/\d{1,2} [A-Z][a-z]+ \d{4} at \d\d:\d\d:\d\d UTC/g, (at) => {
      const then = new Date(Math.round((Date.parse(at.replace(' at', '')) + by) / minute) * minute)
      return `${written.format(then)} at ${then.toISOString().slice(11, 19)} UTC`
    })
    .replaceAll(/"date":"(\d{4}-\d\d-\d\d)"/g, (_, date: string) => {
      const days = Math.round(by / day) * day
      return `"date":"${new Date(Date.parse(date) + days).toISOString().slice(0, 10)}"`
    })
}
