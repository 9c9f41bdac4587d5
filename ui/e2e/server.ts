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
  stop: () => Promise<void>
}

export interface ServerOptions {
  /** The demo's state instead: what `waybill demo --serve` shows. */
  demo?: boolean
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
  const wanted = options.runs === 'all' ? ['--all'] : (options.runs ?? [])
  for (const sync of wanted) {
    await waybill('run', sync).catch(refused)
  }
  const [url = '', link = ''] = await start(
    ['serve', '--project', dir, '--listen', '127.0.0.1:0'],
    /Waybill is at (http:\/\/\S+?);/,
    /(http:\/\/\S+\/link#\S+)/,
  )
  return {
    url,
    link,
    dir,
    partnerstack: stack,
    partnerize,
    waybill,
    stop: async () => {
      await Promise.all(children.map(ended))
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
  return {
    url: new URL(link).origin,
    link,
    dir,
    partnerstack,
    partnerize,
    waybill: async (...args) =>
      (await run(binary, [...args, '--project', dir], { env, maxBuffer: 64 << 20 })).stdout,
    stop: () => ended(child),
  }
}

// Some rows of the sample are refused on purpose: the command says so by its exit code.
function refused(error: Error & { code?: number }) {
  if (error.code !== 2 && error.code !== 3) {
    throw error
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

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) {
      resolve()
      return
    }
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
