import type { RunOptions } from '../../api/schema'
import type { planSearch } from './search'

type PlanSearch = ReturnType<typeof planSearch>

/** optionsOf is what the URL wishes of the run that is planned, beside what a held run was asked for with. */
export function optionsOf({ how, resend, same }: PlanSearch, held: RunOptions = {}): RunOptions {
  const { yes: _, approved: __, ...asked } = held // or the plan would not tell what holds it
  const count = Number(resend)
  return {
    ...asked,
    ...(how === 'full' && { full_resync: true }),
    ...(how === 'reset' && { reset: true }),
    ...(how === 'full' && Number.isInteger(count) && count > 0 && { resend_accepted: count }),
    ...(same && { same_account: true }),
  }
}
