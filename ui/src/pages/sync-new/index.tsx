import { Anchor, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { destinationsQuery, destinationTypesQuery } from '../../api/destinations'
import type { DestinationType } from '../../api/schema'
import { useMay } from '../../api/session'
import { MayNot } from '../../components/MayNot'
import { PageHeader } from '../../components/PageHeader'
import { SkeletonText } from '../../components/SkeletonText'
import { Builder } from '../sync-edit/Builder'
import { newDraft, useDraft } from '../sync-edit/draft'
import { only } from '../sync-edit/only'
import type { StepName } from '../sync-edit/search'
import { emptySpec, type SyncSpec } from '../sync-edit/spec'
import { stepsOf } from '../sync-edit/steps'
import { typeOf } from '../sync-edit/useBuilder'

const route = getRouteApi('/shell/syncs/new')

/** The page where a sync is added. */
export default function SyncNewPage() {
  const may = useMay('write')
  const { model = '', destination = '' } = route.useSearch()
  const destinations = useQuery(destinationsQuery)
  const types = useQuery(destinationTypesQuery)
  const [given] = useState({ model, destination })
  // What is given decides where one begins. That is known before anything can be typed, and stays so.
  if (!may || (given.destination !== '' && (destinations.isPending || types.isPending))) {
    return (
      <>
        <Header />
        {may ? <SkeletonText lines={8} /> : <MayNot things="syncs" to="/syncs" />}
      </>
    )
  }
  return (
    <Adding given={given} type={typeOf(given.destination, destinations.data?.items, types.data?.items)} />
  )
}

interface AddingProps {
  given: Pick<SyncSpec, 'model' | 'destination'>
  /** Of the destination that is given. */
  type: DestinationType | undefined
}

function Adding({ given, type }: AddingProps) {
  const navigate = useNavigate()
  const { step, model, destination } = route.useSearch()
  const [beginning] = useState({ ...newDraft, spec: { ...emptySpec, ...given, ...only(type) } })
  const drafting = useDraft('/new', beginning)
  // What was kept in this tab is looked at from its beginning.
  const [open] = useState(drafting.touched ? undefined : firstOpen(beginning.spec, type))
  const asked = model !== undefined || destination !== undefined
  return (
    <>
      <Header>
        {drafting.touched && (
          <Button
            variant="subtle"
            color="gray"
            onClick={() => {
              drafting.drop()
              void navigate({ to: '/syncs/new', resetScroll: false })
            }}
          >
            Start over
          </Button>
        )}
      </Header>
      <Builder drafting={drafting} step={step ?? (asked ? open : undefined)} />
    </>
  )
}

function Header({ children }: { children?: ReactNode }) {
  return (
    <PageHeader
      title="Add sync"
      lead="A model, a destination, and how one becomes the other."
      trail={
        <Anchor component={Link} to="/syncs" size="sm">
          Syncs
        </Anchor>
      }
    >
      {children}
    </PageHeader>
  )
}

/** firstOpen is the first step that what is given leaves something to do in. */
function firstOpen(spec: SyncSpec, type: DestinationType | undefined): StepName {
  if (spec.model === '') {
    return 'model'
  }
  if (spec.destination === '') {
    return 'destination'
  }
  if (spec.mode === '') {
    return 'operation'
  }
  const operation = type?.operations.find((one) => one.name === spec.operation)
  return stepsOf(spec, operation)[3]?.name ?? 'mapping' // behind those three
}
