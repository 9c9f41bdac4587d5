import { Anchor, Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { modelQuery } from '../../api/models'
import { problemOf } from '../../api/problem'
import { useMay } from '../../api/session'
import { specOf } from '../../api/setup'
import { sourcesQuery } from '../../api/sources'
import { syncsQuery } from '../../api/syncs'
import { counted } from '../../components/Count'
import { DeleteResource } from '../../components/DeleteResource'
import { PageHeader } from '../../components/PageHeader'
import { ProblemNotice } from '../../components/ProblemNotice'
import { SkeletonText } from '../../components/SkeletonText'
import { SyncUsers } from '../../components/SyncUsers'
import { draftOf } from './draft'
import { ModelEditor } from './ModelEditor'

const route = getRouteApi('/shell/models/$name')

export default function ModelPage() {
  const { name } = route.useParams()
  const navigate = useNavigate()
  const may = useMay('write')
  const model = useQuery(modelQuery(name))
  const sources = useQuery(sourcesQuery).data?.items
  const syncs = useQuery(syncsQuery).data?.items.filter((sync) => sync.model === name)
  const saved = model.data
  const used = syncs?.length ?? 0
  return (
    <>
      <PageHeader
        title={name}
        lead="A model: the rows that syncs send."
        trail={
          <Anchor component={Link} to="/models" size="sm" underline="hover">
            Models
          </Anchor>
        }
      >
        {may && saved && (
          <Button
            renderRoot={(button) => <Link to="/syncs/new" search={{ model: name }} {...button} />}
            leftSection={<IconPlus size={16} aria-hidden />}
          >
            Add sync
          </Button>
        )}
      </PageHeader>
      <ProblemNotice problem={model.error ? problemOf(model.error) : undefined} />
      {(model.isPending || !sources) && !model.error && <SkeletonText lines={10} />}
      {saved && sources && (
        <>
          <ModelEditor
            key={name}
            start={draftOf(specOf(saved.data))}
            saved={saved}
            sources={sources}
            consequence={
              used > 0
                ? `${counted(used, 'sync')} read${used === 1 ? 's' : ''} the changed rows from the next run on. A row is known by its key: with other key columns every row counts as new.`
                : undefined
            }
            users={syncs?.map((sync) => sync.name)}
            onSaved={() => {}}
          />
          <SyncUsers syncs={syncs} empty="No sync uses it yet." />
          {may && (
            <DeleteResource
              place="models"
              saved={saved}
              noun="model"
              users={syncs?.map((sync) => sync.name)}
              userNoun="sync"
              onDeleted={() => navigate({ to: '/models', ignoreBlocker: true })}
            />
          )}
        </>
      )}
    </>
  )
}
