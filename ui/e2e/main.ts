// Runs the browser's tests: `npm run e2e`, or `npm run e2e -- NAME` for the files with NAME in theirs. The
// program is built once, unless WAYBILL_BIN names one. What measures time has the machine for itself.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { build } from './build.ts'

const here = import.meta.dirname
const chosen = process.argv.slice(2)
const size = (file: string) => statSync(file).size
const files = readdirSync(here)
  .filter(
    (name) => name.endsWith('.test.ts') && (chosen.length === 0 || chosen.some((c) => name.includes(c))),
  )
  .map((name) => join(here, name))
  .sort((one, other) => size(other) - size(one)) // long ones first, or the last would be waited for alone

process.env.WAYBILL_BIN ??= build()
const timed = (file: string) => file.endsWith('interaction.test.ts')
await test(files.filter(timed), 1)
await test(
  files.filter((file) => !timed(file)),
  3,
)

/** test tries the files, so many at once, and notes whether one fails. Each has a process of its own. */
async function test(chosen: string[], concurrency: number) {
  if (chosen.length === 0) {
    return
  }
  const events = run({ files: chosen, concurrency, timeout: 900_000 }) // of a whole file
  events.on('test:fail', () => {
    process.exitCode = 1
  })
  for await (const words of events.compose(new spec())) {
    process.stdout.write(words)
  }
}
