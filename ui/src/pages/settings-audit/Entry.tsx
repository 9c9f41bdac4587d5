import { useState } from 'react'
import type { AuditRecord } from '../../api/schema'
import { counted } from '../../components/Count'
import { Diff } from '../../components/Diff'
import { Time } from '../../components/Time'
import classes from './audit.module.css'
import { changesOf, verdictOf } from './diff'
import { Named } from './Named'

// What people call what they did; anything else is shown as it is recorded.
const done: Record<string, string> = {
  create: 'added',
  change: 'changed',
  delete: 'deleted',
  sign_in: 'signed in',
  sign_out: 'signed out',
  run: 'started',
  retry: 'retried',
  approve: 'approved',
  discard: 'discarded',
  cancel: 'cancelled',
  pause: 'paused',
  resume: 'resumed',
  resolve: 'decided about', // where what was decided is not known
  revoke: 'revoked',
  withdraw: 'withdrew',
}

// Nothing was there before, or nothing is there now: these are no changes.
const wordsOf: Record<string, string> = { create: 'What was added', delete: 'What was deleted' }

// Who and by what, where it is not an e-mail and not a token's name.
const known: Record<string, string> = {
  unknown: 'Somebody',
  setup: 'The first start',
  session: 'in the browser',
  cli: 'by the command line',
  link: 'by a link',
  start: 'at the start',
  schedule: 'by the schedule',
}

// What a person decided about a row, before and behind its name.
const decided: Record<string, readonly [string, string]> = {
  delivered: ['marked', 'delivered'],
  resend: ['will send', 'again'],
  'give-up': ['gave up', ''],
}

/** Entry is one thing that somebody did, with what it changed. */
export function Entry({ record }: { record: AuditRecord }) {
  const [open, setOpen] = useState(false)
  const all = changesOf(record)
  const [deed, end] = decided[verdictOf(record) ?? ''] ?? [
    done[record.action] ?? record.action.replaceAll('_', ' '),
    '',
  ]
  return (
    <li>
      <div className={classes.line}>
        <span className={classes.what}>
          <strong>{whoOf(record)}</strong> {deed}
          {!themselves(record) && (
            <>
              {' '}
              <Named record={record} /> {end}
            </>
          )}
        </span>
        <span className={classes.when}>
          {known[record.via] ?? record.via} · <Time at={record.at} show="full" />
        </span>
      </div>
      {all.length > 0 && (
        <details className={classes.changes} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{wordsOf[record.action] ?? counted(all.length, 'change')}</summary>
          {open && <Diff label={`Changes of ${record.kind} ${record.name}`} of={all} />}
        </details>
      )}
    </li>
  )
}

// What is applied by the command line has no person behind it that is known.
function whoOf({ who, via, action, kind }: AuditRecord): string {
  const applied = ['cli', 'start'].includes(via) && written.includes(action) && files.includes(kind)
  return who === 'unknown' && applied ? "The project's files" : (known[who] ?? who)
}

const written = ['create', 'change', 'delete']
const files = ['sync', 'model', 'source', 'destination', 'alert', 'test']

/** themselves is whether somebody did it to nobody else: who signs in need not be named twice. */
function themselves({ action, name, who }: AuditRecord): boolean {
  return action.startsWith('sign_') && name === who
}
