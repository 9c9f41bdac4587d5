import { Anchor, Button } from '@mantine/core'
import { IconDatabase, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { problemOf } from '../../api/problem'
import { useMay } from '../../api/session'
import { sourcesQuery } from '../../api/sources'
import { EmptyState } from '../../components/EmptyState'
import { MayNot } from '../../components/MayNot'
import { PageHeader } from '../../components/PageHeader'
import { ProblemNotice } from '../../components/ProblemNotice'
import { SkeletonText } from '../../components/SkeletonText'
import { newDraft } from '../model/draft'
import { ModelEditor } from '../model/ModelEditor'

const route = getRouteApi('/shell/models/new')

export default function ModelNewPage() {
  const { source, from, table = '' } = route.useSearch()
  const navigate = useNavigate()
  const may = useMay('write')
  const listed = useQuery(sourcesQuery)
  const sources = listed.data?.items
  const only = sources?.length === 1 ? sources[0]?.name : undefined
  return (
    <>
      <PageHeader
        title="Add model"
        lead="A model is the rows that syncs send: a query, a table or a dbt model, and a key that tells rows apart."
        trail={
          <Anchor component={Link} to="/models" size="sm" underline="hover">
            Models
          </Anchor>
        }
      />
      <ProblemNotice problem={listed.error ? problemOf(listed.error) : undefined} />
      {listed.isPending && <SkeletonText lines={10} />}
      {!may && <MayNot things="models" to="/models" />}
      {may && sources?.length === 0 && (
        <EmptyState
          icon={IconDatabase}
          title="There is no source to read from yet"
          action={
            <Button component={Link} to="/sources/new" leftSection={<IconPlus size={16} aria-hidden />}>
              Add source
            </Button>
          }
        >
          Add the database or the files that rows are read from, then come back.
        </EmptyState>
      )}
      {may && sources && sources.length > 0 && (
        <ModelEditor
          start={newDraft({
            source: source ?? only ?? '',
            from: from ?? 'sql',
            table,
          })}
          sources={sources}
          onSaved={(saved) => void navigate({ to: '/models/$name', params: { name: saved.data.name } })}
        />
      )}
    </>
  )
}
