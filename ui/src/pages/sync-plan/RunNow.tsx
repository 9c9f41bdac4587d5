import { useTriggerRun } from '../../api/run-actions'
import type { Plan, RunOptions } from '../../api/schema'
import { ConfirmButton } from '../../components/ConfirmButton'
import { counted } from '../../components/Count'
import { sentence } from '../../components/ProblemNotice'
import { useToRun } from '../../components/useToRun'

interface RunNowProps {
  sync: string
  options: RunOptions
  plan: Plan | undefined
}

/** RunNow asks for the run that was planned. */
export function RunNow({ sync, options, plan }: RunNowProps) {
  const trigger = useTriggerRun(sync)
  const toRun = useToRun()
  return (
    <ConfirmButton
      variant="filled"
      title={options.reset ? `Reset the memory of ${sync}?` : `Run ${sync} now?`}
      body={whatItDoes(options, plan)}
      action={options.reset ? 'Reset' : 'Run now'}
      danger={options.reset || (options.resend_accepted ?? 0) > 0}
      disabled={!plan}
      loading={trigger.isPending}
      onConfirm={() => trigger.mutate(options, toRun)}
    >
      {options.reset ? 'Reset now…' : 'Run now…'}
    </ConfirmButton>
  )
}

function whatItDoes(options: RunOptions, plan: Plan | undefined): string {
  if (options.reset) {
    const off = plan?.warnings?.filter((warning) => warning.includes('written off')) ?? []
    return ['Every row is remembered as it is, and nothing is sent.', ...off.map(sentence)].join(' ')
  }
  const again = options.resend_accepted
    ? ` ${counted(options.resend_accepted, 'row')} that the vendor has accepted ${options.resend_accepted === 1 ? 'is' : 'are'} sent a second time, and may be paid twice.`
    : ''
  const held = plan?.held ? ' Its brakes would hold it: then it waits for approval.' : ''
  return `The rows are compared anew; as planned, ${counted(plan?.sends ?? 0, 'row')} would be sent.${again}${held}`
}
