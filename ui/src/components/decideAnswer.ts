import type { Decided, Verdict } from '../api/ledger'
import type { Problem } from '../api/problem'
import { advised } from '../api/sentence'
import { counted } from './Count'
import { doubted } from './decideQuestion'
import { keyWords } from './KeyText'
import { notifications } from './notify'

const said: Record<Verdict, string> = {
  delivered: 'marked delivered',
  resend: 'will be sent again in the next run',
  'give-up': 'given up',
}

/** tell says what was decided. What has left the model is not sent again, and is told by itself. */
export function tell(done: readonly Decided[], verdict: Verdict) {
  const well = done.filter((each) => !each.problem)
  const left = verdict === 'resend' ? well.filter((each) => each.story?.gone) : []
  const others = well.filter((each) => !left.includes(each))
  const outcome =
    verdict === 'resend' && !others.some(({ row }) => doubted(row))
      ? 'will be tried again in the next run'
      : said[verdict]
  const name = (these: readonly Decided[]) =>
    done.length === 1 ? keyWords(done[0]?.row.key ?? '') : counted(these.length, 'row')
  if (others.length > 0) {
    notifications.show({ message: `${name(others)} ${outcome}.` })
  }
  if (left.length > 0) {
    notifications.show({ message: `${name(left)} left the model: no run sends what does not come back.` })
  }
}

const most = 3 // failures that are told one by one

/** faults says why nothing was decided about rows. What else one could do is for those with a terminal. */
export function faults(failed: readonly Decided[]): string {
  const told = failed.slice(0, most).map(({ problem }) => {
    const { status, detail, hint } = problem as Problem
    return advised(detail, status === 409 && /`/.test(hint ?? '') ? undefined : hint)
  })
  const rest = failed.length - told.length
  return [...new Set(told), ...(rest > 0 ? [`And ${counted(rest, 'further row')}.`] : [])].join(' ')
}
