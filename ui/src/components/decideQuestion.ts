import type { RowName, Verdict } from '../api/ledger'
import { counted } from './Count'
import type { Question } from './confirm'
import { keyWords } from './KeyText'

/** doubted says of a row that it may be at the vendor, and nobody knows; otherwise nothing was recorded of it as it is now. */
export const doubted = ({ state }: RowName) => state === 'in doubt' || state === 'accepted'

/** question asks for the reason of a verdict about rows, and says beforehand what that means for money. */
export function question(verdict: Verdict, rows: readonly RowName[], vendor: string): Question {
  const doubt = rows.some(doubted)
  const elsewhere = moved(rows, vendor)
  const there = rows.some((row) => row.earlier !== undefined)
  const what = rows.length === 1 ? keyWords(rows[0]?.key ?? '') : counted(rows.length, 'row')
  const them = rows.length === 1 ? 'it' : 'them'
  const then = `as ${rows.length === 1 ? 'it is' : 'they are'} in the model then`
  const shared = { label: 'Why', placeholder: 'What you saw, and where' }
  switch (verdict) {
    case 'delivered':
      return {
        ...shared,
        title: `Mark ${what} delivered?`,
        body: `Say this only if you have seen ${them} at ${vendor}. Counts as accepted and is never sent again: if it is not there, its partner is not paid.`,
        action: 'Mark delivered',
      }
    case 'resend':
      return {
        ...shared,
        title: doubt ? `Send ${what} again?` : `Try ${what} again?`,
        body: `${
          rows.every(({ gone }) => gone)
            ? `No run sends ${them} unless ${rows.length === 1 ? 'it comes' : 'they come'} back to the model. ${doubt ? `If ${vendor} recorded ${them} the first time, the commission is then paid twice.` : twice(rows)}`
            : doubt
              ? `The next run sends ${them} once more, ${then}: if the source has changed, not as ${rows.length === 1 ? 'it was' : 'they were'} sent before. If ${vendor} recorded ${them} the first time, the commission is paid twice. The earlier receipt is kept.`
              : `The next run tries ${them} without waiting for a turn, ${then}: what is not mended is refused again. ${twice(rows)}`
        }${elsewhere}`,
        action: doubt ? 'Send again' : 'Try again',
        danger: doubt || twice(rows) !== '' || elsewhere !== '',
      }
    default:
      return {
        ...shared,
        title: `Give up ${what}?`,
        body: rows.every(({ stays }) => stays)
          ? `No run tries to delete ${them} any more: ${vendor} keeps ${them} as ${rows.length === 1 ? 'it is' : 'they are'}, unless ${rows.length === 1 ? 'it comes' : 'they come'} back to the model.`
          : rows.some(({ stays }) => stays)
            ? `Not tried again as long as the rows stay as they are. What ${vendor} has of them stays there; nobody is paid for the others. An edited row is new work.`
            : doubt
              ? `Never sent again, not even after an edit: it may have been recorded. If ${vendor} does not have ${them}, nobody is paid.`
              : there
                ? `Not tried again as long as the row stays as it is. What ${vendor} has of ${them} stays there as it was before. An edited row is new work.`
                : `Not tried again as long as the row stays as it is: nobody is paid for it. An edited row is new work.`,
        action: 'Give up',
        danger: true,
      }
  }
}

/** twice warns of rows whose record was accepted under another key. */
function twice(rows: readonly RowName[]): string {
  const paid = rows.filter((row) => row.state === 'rekeyed').length
  if (paid === 0) {
    return ''
  }
  const which =
    paid === rows.length
      ? paid === 1
        ? 'It was'
        : 'They were'
      : counted(paid, 'of them was', 'of them were')
  return `${which} accepted under another key before: what is sent under a new one is paid a second time.`
}

/** moved warns of rows that would be sent to another place than they were, such as another campaign. */
function moved(rows: readonly RowName[], vendor: string): string {
  const [first, ...more] = rows.filter((row) => row.moved)
  if (!first) {
    return ''
  }
  return rows.length === 1
    ? ` ${first.moved}`
    : ` ${counted(more.length + 1, 'of them was', 'of them were')} sent to another place than the sync sends to now: ${vendor} may then have both.`
}
