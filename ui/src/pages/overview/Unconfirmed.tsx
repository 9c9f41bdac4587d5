import { IconCircleDashedCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { runsQuery } from '../../api/runs'
import { counted } from '../../components/Count'
import { LinkAnchor, LinkButton } from '../../components/Links'
import { Notice } from '../../components/Notice'

const days = 7

/** Unconfirmed are the rows of a sync that were accepted lately without what the vendor answers on success. */
export interface Unconfirmed {
  sync: string
  rows: number
  runs: number
  /** The newest of the runs. */
  run: string
}

/** useUnconfirmed counts them by sync, over the newest runs of the last days. */
export function useUnconfirmed(): Unconfirmed[] {
  const from = new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
  const runs = useQuery({ ...runsQuery({ since: `${from}T00:00:00Z`, limit: 100 }), refetchInterval: 15_000 })
  const found = new Map<string, Unconfirmed>()
  for (const { sync, id, counts } of runs.data?.items ?? []) {
    if (counts.unconfirmed > 0) {
      const had = found.get(sync)
      const rows = (had?.rows ?? 0) + counts.unconfirmed
      found.set(sync, { sync, rows, runs: (had?.runs ?? 0) + 1, run: had?.run ?? id })
    }
  }
  return [...found.values()]
}

/** UnconfirmedNotice leads to such rows: the vendor may not have recorded them. */
export function UnconfirmedNotice({ of: { sync, rows, runs, run } }: { of: Unconfirmed }) {
  const one = rows === 1
  return (
    <Notice
      tone="late"
      icon={IconCircleDashedCheck}
      title={
        <>
          {counted(rows, 'row')} of{' '}
          <LinkAnchor to="/syncs/$name" params={{ name: sync }} fw={550}>
            {sync}
          </LinkAnchor>{' '}
          {one ? 'was' : 'were'} accepted and not confirmed
        </>
      }
      actions={
        <LinkButton
          to="/runs/$id"
          params={{ id: run }}
          search={{ unconfirmed: true }}
          hash="rows"
          size="xs"
          variant="default"
        >
          {runs === 1 ? 'See which' : 'See those of the last run'}
        </LinkButton>
      }
    >
      In {runs === 1 ? 'a run' : counted(runs, 'run')} of the last {days} days: the answer lacked what the
      vendor answers on success. Look there whether {one ? 'it was' : 'they were'} recorded.
    </Notice>
  )
}
