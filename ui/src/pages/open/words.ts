import type { Cause, Verdict } from '../../api/ledger'
import type { OpenRow } from '../../api/schema'

/** Words are what a page says of rows that are open for one cause, and what can be decided about them. */
export interface Words {
  cause: Cause
  title: string
  lead: string
  /** What the rows are called in names of lists: "rows in doubt". */
  rows: string
  /** What is said before the moment of a row, if it has one. */
  since: (row: OpenRow) => string
  /** What to look for at the vendor is said of what may be there. */
  look: boolean
  verdicts: readonly Verdict[]
  none: { title: string; of: (sync: string | undefined) => string }
}

const all: readonly Verdict[] = ['delivered', 'resend', 'give-up']

export const words: Record<Cause, Words> = {
  in_doubt: {
    cause: 'in_doubt',
    title: 'In doubt',
    lead: 'Rows that were sent, and nobody knows whether they were recorded. They are not sent again until somebody decides, since that could pay twice.',
    rows: 'rows in doubt',
    since: () => 'in doubt since',
    look: true,
    verdicts: all,
    none: {
      title: 'Nothing is in doubt',
      of: (sync) =>
        `No row${sync ? ` of ${sync}` : ''} is in doubt now. If one was, it has been decided about since, or answered by a later run. There is nothing to decide.`,
    },
  },
  refused: {
    cause: 'refused',
    title: 'Refused',
    lead: 'Rows that the vendor refused, or that were refused before they were sent. They are tried again until they are accepted or given up: mend them in the source or the mapping.',
    rows: 'refused rows',
    since: ({ state, since, invalid }) =>
      state === 'rekeyed'
        ? 'refused under its new key'
        : invalid
          ? `refused before it was sent${since ? ' ·' : ''}`
          : 'last refused',
    look: false,
    verdicts: ['resend', 'give-up'],
    none: {
      title: 'Nothing is refused',
      of: (sync) =>
        `No row${sync ? ` of ${sync}` : ''} is refused, by the vendor or before it is sent. There is nothing to mend.`,
    },
  },
  unconfirmed: {
    cause: 'unconfirmed',
    title: 'Unconfirmed',
    lead: 'Rows that were accepted by an answer that lacked what the vendor has on success. They are not sent again by themselves: look at the vendor whether they were recorded, then decide.',
    rows: 'unconfirmed rows',
    since: () => 'accepted and not confirmed',
    look: true,
    verdicts: all,
    none: {
      title: 'Nothing is unconfirmed',
      of: (sync) =>
        `Every row that was accepted${sync ? ` from ${sync}` : ''} has a proper answer, or somebody has decided about it. There is nothing to look for.`,
    },
  },
}
