import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ended, useRunEvents } from '../../api/events'
import { problemOf } from '../../api/problem'
import { runQuery } from '../../api/runs'
import type { Run } from '../../api/schema'
import { duration, Elapsed } from '../../components/Duration'
import { decisionOf } from '../../components/decision'
import { LinkAnchor } from '../../components/Links'
import { PageHeader } from '../../components/PageHeader'
import { ProblemNotice } from '../../components/ProblemNotice'
import { triggers } from '../../components/RunsTable'
import { SkeletonText } from '../../components/SkeletonText'
import { StatusBadge } from '../../components/StatusBadge'
import { Time } from '../../components/Time'
import { Actions } from './Actions'
import { Asked } from './Asked'
import { Counts } from './Counts'
import { Going } from './Going'
import { missingRun } from './missing'
import { Neighbours } from './Neighbours'
import { Reasons } from './Reasons'
import { Rows } from './Rows'
import { Troubles } from './Troubles'

const route = getRouteApi('/shell/runs/$id')

export default function RunPage() {
  const { id } = route.useParams()
  const query = useQuery(runQuery(id))
  const run = query.data
  const { connected } = useRunEvents(id, run)
  if (query.error && !run) {
    return (
      <>
        <PageHeader key={id} title="Run" trail={<Trail />} />
        <ProblemNotice problem={missingRun(id, problemOf(query.error))} />
      </>
    )
  }
  if (!run) {
    return (
      <>
        <PageHeader key={id} title="Run" trail={<Trail />} lead=" " />
        <SkeletonText lines={8} />
      </>
    )
  }
  return (
    <>
      <PageHeader
        key={id} // of another run it is another page: the focus goes to its title
        title={`Run of ${run.sync}`}
        badge={<StatusBadge status={run.status} counts={run.counts} decided={decisionOf(run)} />}
        trail={<Trail run={run} />}
        lead={<Lead run={run} />}
      >
        <Actions run={run} />
      </PageHeader>
      {!ended(run) && <Going run={run} connected={connected} />}
      <Troubles run={run} />
      <Counts run={run} />
      {!run.untried && (
        <>
          <Reasons key={`why ${run.id}`} run={run} />
          <Rows key={run.id} run={run} />
        </>
      )}
      <Asked run={run} />
    </>
  )
}

function Trail({ run }: { run?: Run }) {
  return (
    <>
      <LinkAnchor to="/runs" size="sm">
        Runs
      </LinkAnchor>
      {run && (
        <>
          {' / '}
          <LinkAnchor to="/syncs/$name" params={{ name: run.sync }} size="sm">
            {run.sync}
          </LinkAnchor>
          <Neighbours run={run} />
        </>
      )}
    </>
  )
}

function Lead({ run }: { run: Run }) {
  const how = triggers[run.trigger] ?? run.trigger
  if (!run.started_at) {
    return (
      <>
        {how}
        {run.by ? `, ${run.by}` : ''}
      </>
    )
  }
  return (
    <>
      <Time at={run.started_at} show="full" /> ·{' '}
      {run.status === 'held' ? 'held after' : ended(run) ? 'took' : 'for'}{' '}
      {ended(run) ? duration(run.seconds) : <Elapsed key={run.id} seconds={run.seconds} />} ·{' '}
      {how.toLowerCase()}
      {run.by ? `, ${run.by}` : ''}
    </>
  )
}
