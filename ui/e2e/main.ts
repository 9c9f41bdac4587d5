// Runs the browser's tests: `npm run e2e`, or `npm run e2e -- NAME` for the files with NAME in theirs. The
// program is built once, unless WAYBILL_BIN names one. What measures time has the machine for itself.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.ts'

const here = import.meta.dirname
const chosen = process.argv.slice(2)
const files = readdirSync(here)
  .filter(
    (name) => name.endsWith('.test.ts') && (chosen.length === 0 || chosen.some((c) => name.includes(c))),
  )
  .sort()
  .map((name) => join(here, name))

process.env.WAYBILL_BIN ??= build()
const timed = (file: string) => file.endsWith('interaction.test.ts')
const codes = [
  run(files.filter(timed), 1),
  run(
    files.filter((file) => !timed(file)),
    3,
  ),
]
process.exit(Math.max(...codes))

/** run tries the files, so many at once, and returns the exit code. */
function run(chosen: string[], atOnce: number): number {
  if (chosen.length === 0) {
    return 0
  }
  const tests = spawnSync(
    process.execPath,
    [
      '--import',
      'tsx',
      '--test',
      `--test-concurrency=${atOnce}`,
      // Of a whole file, too.
      '--test-timeout=300000',
      '--test-reporter=spec',
      ...chosen,
    ],
    { stdio: 'inherit', cwd: join(here, '..') },
  )
  return tests.status ?? 1
}
