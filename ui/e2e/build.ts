import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** build makes the program that is tested, and returns where it is. */
export function build(): string {
  const root = join(import.meta.dirname, '..', '..')
  const made = spawnSync('go', ['build', '-o', 'bin/waybill', './cmd/waybill'], {
    cwd: root,
    stdio: 'inherit',
  })
  if (made.status !== 0) {
    process.exit(made.status ?? 1)
  }
  return join(root, 'bin', 'waybill')
}
