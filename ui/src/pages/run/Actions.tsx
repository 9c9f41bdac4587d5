import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { ended } from '../../api/events'
import { useCancelRun, useRetryRun } from '../../api/run-actions'
import type { Run } from '../../api/schema'
import { useMay } from '../../api/session'
import { useGone } from '../../api/syncs'
import { ConfirmButton } from '../../components/ConfirmButton'
import { counted } from '../../components/Count'
import { tell } from '../../components/notify'
import { useToRun } from '../../components/useToRun'

/** Actions are what can be done with a run. Those who may only read can take its rows along. */
export function Actions({ run }: { run: Run }) {
  const may = useMay('run')
  const sent = !run.untried
  const gone = useGone(run.sync)
  return (
    <>
      {may && !ended(run) && !run.ended_by && <Cancel run={run} />}
      {sent && <Export id={run.id} />}
      {may && !gone && (run.retriable ?? 0) > 0 && <RetryAll run={run} rows={run.retriable ?? 0} />}
    </>
  )
}

/** whatRetryDoes is said before rows are tried again. */
export const whatRetryDoes =
  'The model is read again, and of these rows what is there now is sent. Those that nobody has mended will be refused again. What was accepted, and rows in doubt, are not sent.'

// Refused before anything was sent: to try them again changes nothing until somebody has mended them.
const unmended = ({ counts }: Run) => counts.deferred === 0 && counts.invalid === counts.rejected

function RetryAll({ run, rows }: { run: Run; rows: number }) {
  const retry = useRetryRun(run.id)
  const toRun = useToRun()
  const words = counted(rows, 'refused or deferred row')
  return (
    <ConfirmButton
      variant={unmended(run) ? 'default' : 'filled'}
      title={`Try ${words} again?`}
      body={whatRetryDoes}
      action="Retry"
      loading={retry.isPending}
      onConfirm={() => retry.mutate([], toRun)}
    >
      Retry all…
    </ConfirmButton>
  )
}

function Cancel({ run }: { run: Run }) {
  const cancel = useCancelRun(run.id)
  return (
    <ConfirmButton
      title="Cancel this run?"
      body="What is on its way is settled first. Rows that were not sent yet are sent by the next run."
      action="Cancel the run"
      refuse="Keep it running"
      danger
      loading={cancel.isPending}
      onConfirm={() => cancel.mutate(undefined, { onError: tell })}
    >
      Cancel…
    </ConfirmButton>
  )
}

function Export({ id }: { id: string }) {
  const file = (format: string) => `/api/v1/runs/${encodeURIComponent(id)}/export?format=${format}`
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={file('csv')} download>
          All rows as CSV
        </Menu.Item>
        <Menu.Item component="a" href={file('ndjson')} download>
          All rows as JSON lines
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
