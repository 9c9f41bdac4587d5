import { IconCircleX, IconHandStop } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { inDoubtQuery } from '../../api/ledger'
import { overviewQuery } from '../../api/overview'
import type { Sync } from '../../api/schema'
import { ConcernNotice, ReleasedNotice, WaitingNotice } from '../../components/Concerns'
import { counted } from '../../components/Count'
import { HeldDecision } from '../../components/HeldDecision'
import { KeyText } from '../../components/KeyText'
import { LinkAnchor, LinkButton } from '../../components/Links'
import { Notice } from '../../components/Notice'
import { troubleOf } from '../../components/trouble'

/** Open is what needs somebody: a run that failed or is held, rows that are in doubt, not sent, to be sent again, unconfirmed or refused. */
export function Open({ sync }: { sync: Sync }) {
  const { data } = useQuery(overviewQuery)
  const concern = data?.concerns.find((one) => one.sync === sync.name && one.account === sync.account)
  const waiting = data?.waiting.find((one) => one.sync === sync.name)
  const released = data?.released.find((one) => one.sync === sync.name)
  const held = data?.held.find((run) => run.sync === sync.name)
  const failed =
    sync.last_status === 'failed' ? data?.failed.find((run) => run.id === sync.last_run) : undefined
  const trouble = failed && troubleOf(failed)
  return (
    <>
      {failed && (
        <Notice
          tone="bad"
          icon={IconCircleX}
          title={`The last run failed: ${trouble?.why}`}
          actions={
            <>
              {trouble?.source && (
                <LinkButton to="/sources/$name" params={{ name: trouble.source }} size="xs" variant="default">
                  Open the source
                </LinkButton>
              )}
              <LinkButton to="/runs/$id" params={{ id: failed.id }} size="xs" variant="default">
                Open the run
              </LinkButton>
            </>
          }
        >
          {trouble?.advice}
        </Notice>
      )}
      {held && (
        <Notice
          tone="held"
          icon={IconHandStop}
          title={
            <>
              A run is{' '}
              <LinkAnchor to="/runs/$id" params={{ id: held.id }} inherit>
                held
              </LinkAnchor>
              : {troubleOf(held)?.why}
            </>
          }
          actions={<HeldDecision run={held} />}
        >
          {troubleOf(held)?.advice}
        </Notice>
      )}
      <Doubts key={sync.name} sync={sync.name} />
      {waiting && <WaitingNotice own of={waiting} />}
      {released && <ReleasedNotice own sync={sync.name} rows={released.rows} />}
      {concern && concern.unconfirmed > 0 && (
        <ConcernNotice own cause="unconfirmed" sync={sync.name} rows={concern.unconfirmed} />
      )}
      {concern && concern.refused > 0 && (
        <ConcernNotice own cause="refused" sync={sync.name} rows={concern.refused} />
      )}
    </>
  )
}

const shown = 5

/** Doubts says how many rows are in doubt and which, both by one answer: neither is left behind by the other. */
function Doubts({ sync }: { sync: string }) {
  const { data } = useQuery(inDoubtQuery({ sync, limit: shown }))
  if (!data || data.total === 0) {
    return null
  }
  const rows = data.total
  return (
    <ConcernNotice own cause="in_doubt" sync={sync} rows={rows}>
      :{' '}
      {data.items.map((row, i) => (
        <span key={row.primary_key}>
          {i > 0 && ', '}
          <LinkAnchor to="/syncs/$sync/rows/$key" params={{ sync, key: row.primary_key }} size="sm">
            <KeyText>{row.key}</KeyText>
          </LinkAnchor>
        </span>
      ))}
      {rows > data.items.length && ` and ${counted(rows - data.items.length, 'other')}`}.
    </ConcernNotice>
  )
}
