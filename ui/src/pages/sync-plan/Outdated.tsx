import { IconClockHour4 } from '@tabler/icons-react'
import { ended } from '../../api/events'
import type { Run } from '../../api/schema'
import { LinkButton } from '../../components/Links'
import { Notice } from '../../components/Notice'

/** Outdated says of a plan that a run has come between: what was planned is not what would be sent now. */
export function Outdated({ run }: { run: Run }) {
  const over = ended(run)
  return (
    <Notice
      tone="late"
      icon={IconClockHour4}
      title={
        over
          ? `${run.sync} has run since this plan was read.`
          : `${run.sync} is running: this plan was read before.`
      }
      actions={
        <LinkButton to="/runs/$id" params={{ id: run.id }} size="xs" variant="default">
          {over ? 'Open the run' : 'Watch the run'}
        </LinkButton>
      }
    >
      {over
        ? 'What stands below is what it was to send. Plan again to see what is left.'
        : 'It may be sending what stands below. Plan again once it has ended.'}
    </Notice>
  )
}
