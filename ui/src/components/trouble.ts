import { wasHeld } from '../api/runs'
import type { Run } from '../api/schema'
import { grouped } from './Count'
import { sentence } from './ProblemNotice'

/** What is the matter with a run, and what can be done about it, for somebody who knows no commands. */
export interface Trouble {
  why: string
  advice: string
  /** What was seen of it, where why says it in other words. */
  raw?: string
  /** The source that it is about. */
  source?: string
  /** Whether a brake of the sync holds it. */
  brake?: boolean
}

const brakes: Record<string, string> = {
  empty: 'Look whether the model should be empty. If so, approve.',
  max_rows: 'See in the plan whether so many rows are right. If so, approve.',
  max_share: 'See in the plan whether so many rows have really changed. If so, approve.',
  new_keys:
    'See in the plan whether these rows are new, or only their keys. New keys are sent as new records.',
  max_growth: 'See in the plan whether so much more than usual is right. If so, approve.',
}

/** heldWords says why a run is held, without the name that the brake has in files. */
function heldWords(reason: string): string {
  return sentence(reason.replace(/\s*\(brakes\.\w+\)/, '')).replaceAll(/\b\d{4,}\b/g, (n) =>
    grouped(Number(n)),
  )
}

/** heldBy explains why a run or a plan is held. */
export function heldBy(reason: string): Trouble {
  const brake = /\s*\(brakes\.(\w+)\)$/.exec(reason)
  if (brake) {
    const advice = brakes[brake[1] ?? ''] ?? 'See the plan. If it is right, approve.'
    return { why: heldWords(reason), advice, brake: true }
  }
  if (reason.includes('--same-account')) {
    return {
      why: sentence(reason.replace(/\. Use --same-account[\s\S]*$/, '')),
      advice:
        'If it is the same account with a new address or key, approve. If it is another one, give the destination an account name of its own, or its rows are taken for delivered.',
    }
  }
  if (reason.includes('--resend-accepted')) {
    return {
      why: sentence(reason.replace(/:? to send them again[\s\S]*$/, '')),
      advice: 'Plan it again and type the number that the plan names.',
    }
  }
  return { why: sentence(reason), advice: 'See the plan. If it is right, approve.' }
}

/** endedBy says of a cancelled run by whom it was ended and, if it was held, what for. */
export function endedBy(error: string): string {
  const [how = '', ...why] = error.split(wasHeld)
  return why.length > 0 ? `${sentence(how)} It was held: ${heldBy(why.join(wasHeld)).why}` : sentence(error)
}

/** Approval is of a held run that somebody approved: by whom, as which run, and what it was held for. */
export interface Approval {
  by: string
  run: string
  why: string
}

/** approvalOf reads who approved a run from how it ended; undefined if it ended otherwise. */
export function approvalOf(error = ''): Approval | undefined {
  const [how = '', ...why] = error.split(wasHeld)
  const [, by, run] = /^approved by (.+) as run (\S+)$/i.exec(how) ?? []
  return by && run ? { by, run, why: heldBy(why.join(wasHeld)).why } : undefined
}

/** otherAccount says of a reason whether it is that the account looks like another one. */
export const otherAccount = (reason: string | undefined) => reason?.includes('--same-account') ?? false

/** A way in which runs often fail, in words of its own. What the pattern finds is the name of a source. */
interface Known {
  pattern: RegExp
  why: (found: string) => string
  advice: string
}

const known: Known[] = [
  {
    pattern: /\bsources\.([^\s:.]+)(?:\.[^\s:]+)?: there is no file/i,
    why: (source) => `The file that the source ${source} reads is not there.`,
    advice:
      'Put it where the source looks for it, or change the path in the source, and test it. Nothing was sent; the next run reads it.',
  },
  {
    pattern: /\bsources\.([^\s:]+): [\s\S]*(password|authentication|access denied|login failed)/i,
    why: (source) => `The source ${source} did not let Waybill in: its user or its password is wrong.`,
    advice: 'Enter them anew in the source, and test it. Nothing was sent.',
  },
  {
    pattern:
      /\bsources\.([^\s:]+): [\s\S]*(connection refused|no such host|timed? ?out|unreachable|dial |reset by peer)/i,
    why: (source) => `The source ${source} could not be reached.`,
    advice:
      'Look whether its database is up and its address is right, and test it. Nothing was sent; the next run tries again.',
  },
]

const advices: [RegExp, string][] = [
  [
    /\b(401|403|unauthori[sz]ed|forbidden|credential|api key|secret key)/i,
    'Test the connection of the destination, and enter its credentials anew. Nothing is lost: the rows are sent by the next run.',
  ],
  [
    /reading model|no such (table|column)|syntax error|does not exist|unknown column/i,
    'Open the model and preview it. Once it can be read, run the sync again: nothing was sent.',
  ],
  [
    /connect|no such host|timeout|timed out|refused|unreachable|network/i,
    'The other side could not be reached. The next run tries again; test the connection if it lasts.',
  ],
  [
    /is not among those that the account can list/i,
    'Choose another in the settings of the sync. Nothing was sent; the next run reads the rows again.',
  ],
  [
    /mapping|field|required/i,
    'Edit the mapping of the sync. The plan shows whether it is right before anything is sent.',
  ],
]

/** columnsOf are the columns that a model is said to lack, one a line, if nothing else is said. */
function columnsOf(error: string): string[] {
  const found = error.split('\n').map((line) => /: the model has no column ([^\s:]+)/.exec(line)?.[1])
  return found.every((name) => name !== undefined) ? [...new Set(found)] : []
}

/** troubleOf explains a run that failed or is held. */
export function troubleOf(run: Pick<Run, 'status' | 'error'>): Trouble | undefined {
  const error = run.error ?? ''
  if (run.status === 'held') {
    return heldBy(error)
  }
  if (run.status !== 'failed') {
    return undefined
  }
  const lacking = columnsOf(error)
  if (lacking.length > 0) {
    return {
      why: `The model lacks ${lacking.length === 1 ? 'a column that is' : 'columns that are'} used: ${lacking.join(', ')}.`,
      advice: 'Give the model these columns, or change its key or the mapping of the sync. Nothing was sent.',
      raw: error,
    }
  }
  for (const { pattern, why, advice } of known) {
    const source = pattern.exec(error)?.[1]
    if (source) {
      return { why: why(source), advice, raw: error, source }
    }
  }
  return {
    why: error === '' ? 'The run failed and left no reason.' : sentence(error),
    advice:
      advices.find(([pattern]) => pattern.test(error))?.[1] ??
      'Run it again. What was accepted is remembered and not sent twice.',
  }
}
