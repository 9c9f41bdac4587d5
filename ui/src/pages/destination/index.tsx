import { Anchor, Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { destinationQuery, destinationTypesQuery } from '../../api/destinations'
import { problemOf } from '../../api/problem'
import { useMay } from '../../api/session'
import { specOf, textOf } from '../../api/setup'
import { syncsQuery } from '../../api/syncs'
import { ConnectionEditor } from '../../components/ConnectionEditor'
import { DeleteResource } from '../../components/DeleteResource'
import { PageHeader } from '../../components/PageHeader'
import { ProblemNotice } from '../../components/ProblemNotice'
import { SkeletonText } from '../../components/SkeletonText'
import { SyncUsers } from '../../components/SyncUsers'
import { trialsOf } from './credentials'
import { Limits } from './Limits'

const route = getRouteApi('/shell/destinations/$name')

export default function DestinationPage() {
  const { name } = route.useParams()
  const navigate = useNavigate()
  const may = useMay('write')
  const destination = useQuery(destinationQuery(name))
  const types = useSuspenseQuery(destinationTypesQuery).data.items
  const syncs = useQuery(syncsQuery).data?.items
  const saved = destination.data
  const type = saved && types.find((each) => each.name === textOf(specOf(saved.data), 'type'))
  const users = syncs?.filter((sync) => sync.destination === name)
  return (
    <>
      <PageHeader
        title={name}
        lead={type?.label ?? 'A destination.'}
        trail={
          <Anchor component={Link} to="/destinations" size="sm" underline="hover">
            Destinations
          </Anchor>
        }
      >
        {may && type && (
          <Button
            renderRoot={(button) => <Link to="/syncs/new" search={{ destination: name }} {...button} />}
            leftSection={<IconPlus size={16} aria-hidden />}
          >
            Add sync
          </Button>
        )}
      </PageHeader>
      <ProblemNotice problem={destination.error ? problemOf(destination.error) : undefined} />
      {destination.isPending && <SkeletonText lines={10} />}
      {saved && type && (
        <>
          <ConnectionEditor
            key={name}
            place="destinations"
            noun="destination"
            type={type}
            saved={saved}
            nameHelp=""
            trials={(as, spec) => trialsOf(type, as, spec, syncs ?? [])}
            further={(values, onChange, problem, locked) => (
              <Limits values={values} onChange={onChange} problem={problem} locked={locked} />
            )}
          />
          <SyncUsers syncs={users} empty="No sync sends to it yet." />
          {may && (
            <DeleteResource
              place="destinations"
              saved={saved}
              noun="destination"
              users={users?.map((sync) => sync.name)}
              userNoun="sync"
              onDeleted={() => navigate({ to: '/destinations', ignoreBlocker: true })}
            />
          )}
        </>
      )}
    </>
  )
}
