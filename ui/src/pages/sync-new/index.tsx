import { Anchor, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { destinationsQuery, destinationTypesQuery } from '../../api/destinations'
import type { DestinationType } from '../../api/schema'
import { useMay } from '../../api/session'
import { MayNot } from '../../components/MayNot'
import { PageHeader } from '../../components/PageHeader'
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
  const navigate = useNavigate()
  const { step, model, destination } = route.useSearch()
  const destinations = useQuery(destinationsQuery)
  const types = useQuery(destinationTypesQuery)
  const [given] = useState({ model: model ?? '', destination: destination ?? '' })
  const type = typeOf(given.destination, destinations.data?.items, types.data?.items)
  const beginning = useMemo(
    () => ({ ...newDraft, spec: { ...emptySpec, ...given, ...only(type) } }),
    [given, type],
  )
  const drafting = useDraft('/new', beginning)
  // What was kept in this tab is looked at from its beginning.
  const [kept] = useState(drafting.touched)
  const asked = model !== undefined || destination !== undefined
  const first = asked && !kept ? firstOpen(beginning.spec, type) : undefined
  return (
    <>
      <PageHeader
        title="Add sync"
        lead="A model, a destination, and how one becomes the other."
        trail={
          <Anchor component={Link} to="/syncs" size="sm">
            Syncs
          </Anchor>
        }
      >
        {drafting.touched && may && (
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
      </PageHeader>
      {may ? <Builder drafting={drafting} step={step ?? first} /> : <MayNot things="syncs" to="/syncs" />}
    </>
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
