import type { Page } from 'playwright-core'

// What another machine may be like. Whoever suspects a test of waiting for the wrong thing runs it so:
// WAYBILL_E2E_READS and WAYBILL_E2E_WRITES delay what the API answers, each time by another part of so many
// milliseconds, and WAYBILL_E2E_CPU makes the page so many times slower.
const {
  WAYBILL_E2E_READS: reads = '0',
  WAYBILL_E2E_WRITES: writes = '0',
  WAYBILL_E2E_CPU: cpu = '1',
} = process.env

/** otherwise makes a page as slow as the environment says: as it is, if it says nothing. */
export async function otherwise(page: Page) {
  if (Number(reads) + Number(writes) === 0 && Number(cpu) === 1) {
    return
  }
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: Number(cpu) })
  session.on('Fetch.requestPaused', ({ requestId, request }) => {
    const most = Number(request.method === 'GET' ? reads : writes)
    const answer = () => session.send('Fetch.continueRequest', { requestId }).catch(() => undefined) // it is gone
    setTimeout(answer, Math.random() * most)
  })
  // Unlike Playwright's routes, this leaves the browser its cache.
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*/api/v1/*', requestStage: 'Response' }] })
}
