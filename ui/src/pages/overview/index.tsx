import { useQuery } from '@tanstack/react-query'
import { overviewQuery } from '../../api/overview'
import { problemOf } from '../../api/problem'
import { followedSyncs } from '../../api/syncs'
import { PageHeader } from '../../components/PageHeader'
import { ProblemNotice } from '../../components/ProblemNotice'
import { SkeletonText } from '../../components/SkeletonText'
import { Checklist } from './Checklist'
import { GoesOn } from './GoesOn'
import { Month } from './Month'
import { Needs } from './Needs'
import { NextRuns } from './NextRuns'

export default function OverviewPage() {
  const overview = useQuery(overviewQuery)
  const syncs = useQuery(followedSyncs)
  const fresh =
    overview.data !== undefined && overview.data.syncs === 0 && overview.data.concerns.length === 0
  return (
    <>
      <PageHeader title="Overview" lead="What goes on, what failed, and what comes next." />
      <ProblemNotice problem={overview.error && !overview.data ? problemOf(overview.error) : undefined} />
      {!overview.data && !overview.error && <SkeletonText lines={6} />}
      {fresh && <Checklist />}
      {overview.data && !fresh && (
        <>
          <Needs overview={overview.data} />
          <GoesOn going={overview.data.going} />
          <Month />
          <NextRuns syncs={syncs.data?.items} />
        </>
      )}
    </>
  )
}
