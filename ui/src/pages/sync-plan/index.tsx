import { Button } from '@mantine/core'
import { IconEyeOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { planQuery, useRunSince } from '../../api/plan'
import { problemOf } from '../../api/problem'
import { runQuery } from '../../api/runs'
import { useMay } from '../../api/session'
import { EmptyState } from '../../components/EmptyState'
import { HeldDecision } from '../../components/HeldDecision'
import { LinkAnchor } from '../../components/Links'
import { PageHeader } from '../../components/PageHeader'
import { ProblemNotice } from '../../components/ProblemNotice'
import { SkeletonText } from '../../components/SkeletonText'
import { Time } from '../../components/Time'
import { Outdated } from './Outdated'
import { optionsOf } from './options'
import { Planned } from './Planned'
import { PlannedRows } from './PlannedRows'
import { Refusals } from './Refusals'
import { RunNow } from './RunNow'
import { Wishes } from './Wishes'

const route = getRouteApi('/shell/syncs/$name/plan')

export default function SyncPlanPage() {
  const { name } = route.useParams()
  const search = route.useSearch()
  const may = useMay('run')
  const heldRun = useQuery({ ...runQuery(search.run ?? ''), enabled: search.run !== undefined })
  const held = heldRun.data?.status === 'held' ? heldRun.data : undefined
  const options = optionsOf(search, heldRun.data?.options)
  const ready = may && (search.run === undefined || heldRun.data !== undefined)
  const plan = useQuery({ ...planQuery(name, options), enabled: ready })
  const since = useRunSince(name, plan.data)
  const planned = plan.data?.plan
  const error = heldRun.error ?? plan.error
  return (
    <>
      <PageHeader
        title={`Plan of ${name}`}
        trail={
          <>
            <LinkAnchor to="/syncs" size="sm">
              Syncs
            </LinkAnchor>
            {' / '}
            <LinkAnchor to="/syncs/$name" params={{ name }} size="sm">
              {name}
            </LinkAnchor>
          </>
        }
        lead={
          plan.dataUpdatedAt > 0 ? (
            <>
              What a run would do now. Nothing was sent; read{' '}
              <Time at={new Date(plan.dataUpdatedAt).toISOString()} show="relative" />.
            </>
          ) : (
            'What a run would do now. Nothing is sent.'
          )
        }
      >
        {may && (
          <>
            <Button
              variant={since ? 'filled' : 'default'}
              loading={plan.isFetching}
              onClick={() => void plan.refetch()}
            >
              Plan again
            </Button>
            {held && <HeldDecision run={held} size="sm" planned />}
            {!held && !since && <RunNow sync={name} options={options} plan={planned} />}
          </>
        )}
      </PageHeader>
      {!may && (
        <EmptyState icon={IconEyeOff} title="Planning reads the whole model">
          Viewers see what runs did. Ask an editor for a plan, and for the address of this page.
        </EmptyState>
      )}
      <ProblemNotice problem={error ? problemOf(error) : undefined} />
      {may && !held && <Wishes plan={planned} />}
      {may && !error && !planned && <SkeletonText lines={8} label="Reading the model and comparing" />}
      {since && <Outdated run={since} />}
      {planned && (
        <>
          <Planned plan={planned} options={options} />
          <Refusals plan={planned} />
          <PlannedRows plan={planned} />
        </>
      )}
    </>
  )
}
