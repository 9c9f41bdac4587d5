import { Button } from '@mantine/core'
import { IconEyeOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { planQuery } from '../../api/plan'
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
            <Button variant="default" loading={plan.isFetching} onClick={() => void plan.refetch()}>
              Plan again
            </Button>
            {held ? <HeldDecision run={held} /> : <RunNow sync={name} options={options} plan={plan.data} />}
          </>
        )}
      </PageHeader>
      {!may && (
        <EmptyState icon={IconEyeOff} title="Planning reads the whole model">
          Viewers see what runs did. Ask an editor for a plan, and for the address of this page.
        </EmptyState>
      )}
      <ProblemNotice problem={error ? problemOf(error) : undefined} />
      {may && !held && <Wishes plan={plan.data} />}
      {may && !error && !plan.data && <SkeletonText lines={8} label="Reading the model and comparing" />}
      {plan.data && (
        <>
          <Planned plan={plan.data} options={options} />
          <Refusals plan={plan.data} />
          <PlannedRows plan={plan.data} />
        </>
      )}
    </>
  )
}
