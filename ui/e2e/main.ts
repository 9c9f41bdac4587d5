// Runs the browser's tests: `npm run e2e`, or `npm run e2e -- NAME` for the files with NAME in theirs. The
// program is built once, unless WAYBILL_BIN names one.
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
const tests = spawnSync(
  process.execPath,
  [
    '--import',
    'tsx',
    '--test',
    '--test-concurrency=2',
    // Of a whole file, too.
    '--test-timeout=300000',
    '--test-reporter=spec',
    ...files,
  ],
  { stdio: 'inherit', cwd: join(here, '..') },
)
process.exit(tests.status ?? 1)
