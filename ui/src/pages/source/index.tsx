import { Anchor, Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { modelsQuery } from '../../api/models'
import { problemOf } from '../../api/problem'
import { useMay } from '../../api/session'
import { specOf, textOf } from '../../api/setup'
import { sourceQuery, sourceTypesQuery } from '../../api/sources'
import { ConnectionEditor } from '../../components/ConnectionEditor'
import { DeleteResource } from '../../components/DeleteResource'
import { PageHeader } from '../../components/PageHeader'
import { ProblemNotice } from '../../components/ProblemNotice'
import { SkeletonText } from '../../components/SkeletonText'
import { Tables } from './Tables'
import { trialsOf } from './trials'

const route = getRouteApi('/shell/sources/$name')

export default function SourcePage() {
  const { name } = route.useParams()
  const navigate = useNavigate()
  const may = useMay('write')
  const source = useQuery(sourceQuery(name))
  const types = useSuspenseQuery(sourceTypesQuery).data.items
  const models = useQuery(modelsQuery).data?.items
  const saved = source.data
  const type = saved && types.find((each) => each.name === textOf(specOf(saved.data), 'type'))
  const users = models?.filter((model) => textOf(specOf(model), 'source') === name)
  return (
    <>
      <PageHeader
        title={name}
        lead={type?.label ?? 'A source.'}
        trail={
          <Anchor component={Link} to="/sources" size="sm" underline="hover">
            Sources
          </Anchor>
        }
      >
        {may && type && (
          <Button
            renderRoot={(button) => <Link to="/models/new" search={{ source: name }} {...button} />}
            leftSection={<IconPlus size={16} aria-hidden />}
          >
            Add model
          </Button>
        )}
      </PageHeader>
      <ProblemNotice problem={source.error ? problemOf(source.error) : undefined} />
      {source.isPending && <SkeletonText lines={8} />}
      {saved && type && (
        <>
          <ConnectionEditor
            key={name}
            place="sources"
            noun="source"
            type={type}
            saved={saved}
            nameHelp=""
            trials={trialsOf}
          />
          <Tables source={name} version={saved.version} />
          {may && (
            <DeleteResource
              place="sources"
              saved={saved}
              noun="source"
              users={users?.map((model) => model.name)}
              userNoun="model"
              onDeleted={() => navigate({ to: '/sources', ignoreBlocker: true })}
            />
          )}
        </>
      )}
    </>
  )
}
