import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Server is a real waybill on a sample project in a temporary folder, with both sandboxes beside it. */
export interface Server {
  /** Where it is, without a slash at the end. */
  url: string
  /** The link of the first start. */
  link: string
  /** The project's folder. */
  dir: string
  /** The sandboxes' addresses. */
  partnerstack: string
  partnerize: string
  /** Runs a command of the program on the project, and returns what it printed. */
  waybill: (...args: string[]) => Promise<string>
  /** Runs a sync of which some rows may be refused or in doubt. */
  run: (sync: string) => Promise<void>
  /** What goes wrong at Partnerize's sandbox from now on; nothing, if none is named. */
  faults: (...faults: string[]) => Promise<void>
  /** Kills the server as an outage would. What it returns starts it again, at the same address. */
  kill: () => Promise<() => Promise<void>>
  stop: () => Promise<void>
}

export interface ServerOptions {
  /** The demo's state instead: what `waybill demo --serve` shows. */
  demo?: boolean
  /** What goes wrong at Partnerize's sandbox from the beginning. */
  faults?: string[]
  /** Syncs to run before the server starts, so that there is something to see. "all": all of them. */
  runs?: string[] | 'all'
  /** Changes the sample's waybill.yaml before anything reads it. */
  project?: (yaml: string) => string
  /** Whether nothing is set up: no source, no model, no sync. The shop's database is there. */
  empty?: boolean
}

const binary = process.env.WAYBILL_BIN ?? join(import.meta.dirname, '..', '..', 'bin', 'waybill')

export async function startServer(options: ServerOptions = {}): Promise<Server> {
  if (options.demo) {
    return startDemo()
  }
  const dir = await mkdtemp(join(tmpdir(), 'waybill-e2e-'))
  const children: ChildProcess[] = []
  const env: NodeJS.ProcessEnv = { ...process.env, WAYBILL_KEY: '' }
  const waybill = async (...args: string[]) => {
    const done = await run(binary, [...args, '--project', dir], { env, maxBuffer: 64 << 20 })
    return done.stdout
  }
  const start = async (args: string[], ...wanted: RegExp[]) => {
    const child = spawn(binary, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    children.push(child)
    return said(child, wanted)
  }
  const [stack = '', partnerize = ''] = await start(
    ['sandbox', '--listen-partnerstack', '127.0.0.1:0', '--listen-partnerize', '127.0.0.1:0'],
    /partnerstack\s.*?(http:\/\/[\d.:]+)/i,
    /partnerize\s.*?(http:\/\/[\d.:]+)/i,
  )
  env.PARTNERSTACK_URL = stack
  env.PARTNERIZE_URL = partnerize
  await run(binary, ['init', dir])
  if (options.project) {
    const file = join(dir, 'waybill.yaml')
    await writeFile(file, options.project(await readFile(file, 'utf8')))
  }
  if (options.empty) {
    await writeFile(join(dir, 'waybill.yaml'), 'version: 1\n')
  }
  const { run: runs, faults } = acting(waybill, partnerize)
  await faults(...(options.faults ?? []))
  for (const sync of options.runs === 'all' ? ['--all'] : (options.runs ?? [])) {
    await runs(sync)
  }
  const serve = (listen: string, ...wanted: RegExp[]) =>
    start(['serve', '--project', dir, '--listen', listen], /Waybill is at (http:\/\/\S+?);/, ...wanted)
  const [url = '', link = ''] = await serve('127.0.0.1:0', /(http:\/\/\S+\/link#\S+)/)
  return {
    url,
    link,
    dir,
    partnerstack: stack,
    partnerize,
    waybill,
    run: runs,
    faults,
    kill: async () => {
      await ended(children.pop(), 'SIGKILL')
      return async () => {
        await serve(new URL(url).host)
      }
    },
    stop: async () => {
      await Promise.all(children.map((child) => ended(child)))
      await rm(dir, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

async function startDemo(): Promise<Server> {
  const child = spawn(binary, ['demo', '--serve'], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [link = '', partnerstack = '', partnerize = '', dir = ''] = await said(child, [
    /(http:\/\/\S+\/link#\S+)/,
    /PARTNERSTACK_URL=(\S+)/,
    /PARTNERIZE_URL=(\S+)/,
    /The project is in (\S+):/,
  ])
  const env = { ...process.env, PARTNERSTACK_URL: partnerstack, PARTNERIZE_URL: partnerize }
  const waybill = async (...args: string[]) =>
    (await run(binary, [...args, '--project', dir], { env, maxBuffer: 64 << 20 })).stdout
  return {
    url: new URL(link).origin,
    link,
    dir,
    partnerstack,
    partnerize,
    waybill,
    ...acting(waybill, partnerize),
    kill: () => Promise.reject(new Error('the demo is one process with its sandboxes')),
    stop: () => ended(child),
  }
}

/** acting is what makes something happen on a server. */
function acting(waybill: Server['waybill'], partnerize: string): Pick<Server, 'run' | 'faults'> {
  return {
    run: async (sync) => {
      await waybill('run', sync).catch((error: Error & { code?: number }) => {
        // That rows were refused, are in doubt or are held is said by the exit code.
        if (error.code !== 2 && error.code !== 3) {
          throw error
        }
      })
    },
    faults: async (...faults) => {
      const body = JSON.stringify({ faults })
      const answer = await fetch(`${partnerize}/_sandbox/faults`, { method: 'POST', body })
      assert.ok(answer.ok, await answer.text())
    },
  }
}

/** said waits until a program has printed what is wanted. */
function said(child: ChildProcess, wanted: RegExp[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    let text = ''
    const read = (chunk: Buffer) => {
      text += chunk.toString()
      const found = wanted.map((pattern) => pattern.exec(text)?.[1])
      if (found.every((one) => one !== undefined)) {
        resolve(found)
      }
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => reject(new Error(`the program ended with ${code}:\n${text}`)))
  })
}

function ended(child: ChildProcess | undefined, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  return new Promise((resolve) => {
    if (!child || child.exitCode !== null) {
      resolve()
      return
    }
    child.once('exit', () => resolve())
    child.kill(signal)
  })
}
