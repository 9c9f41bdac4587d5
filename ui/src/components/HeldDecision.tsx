import { Button } from '@mantine/core'
import { problemOf } from '../api/problem'
import { useApproveRun, useDiscardRun } from '../api/run-actions'
import type { Run } from '../api/schema'
import { advised } from '../api/sentence'
import { useMay } from '../api/session'
import { askReason, confirm } from './confirm'
import { LinkButton } from './Links'
import { notifications, tell } from './notify'
import { otherAccount } from './trouble'
import { useToRun } from './useToRun'

interface HeldDecisionProps {
  run: Pick<Run, 'id' | 'sync' | 'error'>
  size?: 'xs' | 'sm'
  /** Whether it stands on the plan. Elsewhere one is led there before one approves. */
  planned?: boolean
}

/** HeldDecision lets a person look at a run that is held, and carry it out or give it up. */
export function HeldDecision({ run, size = 'xs', planned = false }: HeldDecisionProps) {
  const may = useMay('run')
  const toRun = useToRun()
  const approve = useApproveRun(run.id)
  const discard = useDiscardRun(run.id)
  if (!may) {
    return null // what is held says that somebody has to decide
  }
  const onApprove = async () => {
    const same = otherAccount(run.error)
    const sure = await confirm({
      title: `Approve the run of ${run.sync}?`,
      body: same
        ? 'You say that the account is the same as before. What was delivered to it is not sent again, and what is new is sent now.'
        : 'The rows are compared anew and sent now. If by then more would be sent than was held, or the sync was changed, it is held again. What a vendor has accepted cannot be taken back here.',
      action: 'Approve and run',
    })
    if (sure) {
      // The run may be decided about elsewhere while one is asked, and these buttons gone: it is answered all the same.
      await approve.mutateAsync(same ? { same_account: true } : {}).then(toRun.onSuccess, toRun.onError)
    }
  }
  const onDiscard = () => {
    const question = {
      title: `Discard the run of ${run.sync}?`,
      body: 'Nothing of it is sent. The next run compares anew, and may be held again.',
      action: 'Discard the run',
      label: 'Why',
      placeholder: 'The orders were imported twice',
      danger: true,
    }
    askReason(question, (reason) =>
      discard.mutateAsync(reason).then(
        () => {
          notifications.show({ message: `The run of ${run.sync} is discarded.` })
          return undefined
        },
        (error: Error) => {
          const { status, detail, hint } = problemOf(error)
          if (status === 409) {
            tell(error) // it is not held any more
            return undefined
          }
          return { ...question, wrong: advised(detail, hint) }
        },
      ),
    )
  }
  return (
    <>
      {!planned && (
        <LinkButton to="/syncs/$name/plan" params={{ name: run.sync }} search={{ run: run.id }} size={size}>
          See plan
        </LinkButton>
      )}
      <Button
        size={size}
        variant={planned ? 'filled' : 'default'}
        loading={approve.isPending}
        onClick={onApprove}
      >
        Approve…
      </Button>
      <Button size={size} variant="default" loading={discard.isPending} onClick={onDiscard}>
        Discard…
      </Button>
    </>
  )
}
