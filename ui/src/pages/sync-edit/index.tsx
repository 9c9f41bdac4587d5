import { Anchor, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { problemOf } from '../../api/problem'
import type { Resource } from '../../api/schema'
import { useMay } from '../../api/session'
import { syncQuery } from '../../api/syncs'
import { MayNot } from '../../components/MayNot'
import { PageHeader } from '../../components/PageHeader'
import { ProblemNotice } from '../../components/ProblemNotice'
import { SkeletonText } from '../../components/SkeletonText'
import { Builder } from './Builder'
import { useDraft } from './draft'
import { readSpec } from './spec'

const route = getRouteApi('/shell/syncs/$name/edit')

/** The page where a sync is changed. */
export default function SyncEditPage() {
  const { name } = route.useParams()
  const may = useMay('write')
  const sync = useQuery(syncQuery(name))
  return (
    <>
      {(!sync.data || !may) && <PageHeader title={`Edit ${name}`} trail={<Trail name={name} />} />}
      {sync.error && <ProblemNotice problem={problemOf(sync.error)} />}
      {sync.isPending && <SkeletonText lines={10} />}
      {sync.data && !may && <MayNot things="syncs" to="/syncs" />}
      {sync.data && may && <Editing key={name} sync={sync.data.data} version={sync.data.version} />}
    </>
  )
}

function Editing({ sync, version }: { sync: Resource; version: string }) {
  const { step } = route.useSearch()
  const beginning = useMemo(() => {
    const spec = readSpec(sync.spec)
    return { name: sync.name, spec, suggested: [], version, base: spec }
  }, [sync, version])
  const drafting = useDraft(sync.name, beginning)
  return (
    <>
      <PageHeader title={`Edit ${sync.name}`} trail={<Trail name={sync.name} />}>
        {drafting.touched && (
          <Button variant="subtle" color="gray" onClick={drafting.drop}>
            Discard changes
          </Button>
        )}
      </PageHeader>
      <Builder drafting={drafting} step={step} existing={sync} />
    </>
  )
}

function Trail({ name }: { name: string }) {
  return (
    <>
      <Anchor component={Link} to="/syncs" size="sm">
        Syncs
      </Anchor>
      {' / '}
      <Anchor size="sm" renderRoot={(props) => <Link to="/syncs/$name" params={{ name }} {...props} />}>
        {name}
      </Anchor>
    </>
  )
}
