import { useState } from 'react'
import type { AuditRecord } from '../../api/schema'
import { counted } from '../../components/Count'
import { Diff } from '../../components/Diff'
import { Time } from '../../components/Time'
import classes from './audit.module.css'
import { changesOf } from './diff'
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
  resolve: 'decided about',
  revoke: 'revoked',
}

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

/** Entry is one thing that somebody did, with what it changed. */
export function Entry({ record }: { record: AuditRecord }) {
  const [open, setOpen] = useState(false)
  const all = changesOf(record)
  return (
    <li>
      <div className={classes.line}>
        <span className={classes.what}>
          <strong>{known[record.who] ?? record.who}</strong>{' '}
          {done[record.action] ?? record.action.replaceAll('_', ' ')}
          {!themselves(record) && (
            <>
              {' '}
              <Named record={record} />
            </>
          )}
        </span>
        <span className={classes.when}>
          {known[record.via] ?? record.via} · <Time at={record.at} show="full" />
        </span>
      </div>
      {all.length > 0 && (
        <details className={classes.changes} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{counted(all.length, 'change')}</summary>
          {open && <Diff label={`Changes of ${record.kind} ${record.name}`} of={all} />}
        </details>
      )}
    </li>
  )
}

/** themselves is whether somebody did it to nobody else: who signs in need not be named twice. */
function themselves({ action, name, who }: AuditRecord): boolean {
  return action.startsWith('sign_') && name === who
}
