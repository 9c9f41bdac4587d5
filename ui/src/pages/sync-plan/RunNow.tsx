import { useNavigate } from '@tanstack/react-router'
import { problemOf } from '../../api/problem'
import { useTriggerRun } from '../../api/run-actions'
import type { Plan, RunOptions } from '../../api/schema'
import { hinted, plain } from '../../api/sentence'
import { ConfirmButton } from '../../components/ConfirmButton'
import { counted } from '../../components/Count'
import { notifications } from '../../components/notify'

interface RunNowProps {
  sync: string
  options: RunOptions
  plan: Plan | undefined
}

/** RunNow asks for the run that was planned. */
export function RunNow({ sync, options, plan }: RunNowProps) {
  const trigger = useTriggerRun(sync)
  const navigate = useNavigate()
  const run = () =>
    trigger.mutate(options, {
      onSuccess: ({ run: id }) => void navigate({ to: '/runs/$id', params: { id } }),
      onError: (error) => {
        const problem = problemOf(error)
        notifications.show({ color: 'red', title: plain(problem.detail), message: hinted(problem.hint) })
      },
    })
  return (
    <ConfirmButton
      variant="filled"
      title={options.reset ? `Reset the memory of ${sync}?` : `Run ${sync} now?`}
      body={whatItDoes(options, plan)}
      action={options.reset ? 'Reset' : 'Run now'}
      danger={options.reset || (options.resend_accepted ?? 0) > 0}
      disabled={!plan}
      loading={trigger.isPending}
      onConfirm={run}
    >
      {options.reset ? 'Reset now…' : 'Run now…'}
    </ConfirmButton>
  )
}

function whatItDoes(options: RunOptions, plan: Plan | undefined): string {
  if (options.reset) {
    return 'Every row is remembered as it is, and nothing is sent. Rows that were never delivered stay so, until they change.'
  }
  const again = options.resend_accepted
    ? ` ${counted(options.resend_accepted, 'row')} that the vendor has accepted ${options.resend_accepted === 1 ? 'is' : 'are'} sent a second time, and may be paid twice.`
    : ''
  const held = plan?.held ? ' Its brakes would hold it: then it waits for approval.' : ''
  return `The rows are compared anew; as planned, ${counted(plan?.sends ?? 0, 'row')} would be sent.${again}${held}`
}
