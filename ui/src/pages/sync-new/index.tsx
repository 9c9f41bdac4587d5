import { Anchor, Button } from '@mantine/core'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay } from '../../api/session'
import { MayNot } from '../../components/MayNot'
import { PageHeader } from '../../components/PageHeader'
import { Builder } from '../sync-edit/Builder'
import { newDraft, useDraft } from '../sync-edit/draft'
import { emptySpec } from '../sync-edit/spec'

const route = getRouteApi('/shell/syncs/new')

/** The page where a sync is added. */
export default function SyncNewPage() {
  const may = useMay('write')
  const navigate = useNavigate()
  const { step, model, destination } = route.useSearch()
  const [beginning] = useState(() => ({
    ...newDraft,
    spec: { ...emptySpec, model: model ?? '', destination: destination ?? '' },
  }))
  const drafting = useDraft('/new', beginning)
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
      {may ? <Builder drafting={drafting} step={step} /> : <MayNot things="syncs" to="/syncs" />}
    </>
  )
}
