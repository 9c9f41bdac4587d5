import { Button } from '@mantine/core'
import { IconPlus, IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { destinationsQuery } from '../../api/destinations'
import { modelsQuery } from '../../api/models'
import { problemOf } from '../../api/problem'
import { useMay } from '../../api/session'
import { sourcesQuery } from '../../api/sources'
import { followedSyncs } from '../../api/syncs'
import { EmptyState } from '../../components/EmptyState'
import { FilterChoice, Filters, FilterText } from '../../components/Filters'
import { PageHeader } from '../../components/PageHeader'
import { ProblemNotice } from '../../components/ProblemNotice'
import { SyncTable } from './SyncTable'
import { matching, states } from './states'

const route = getRouteApi('/shell/syncs')

/** The overview of all syncs: how each is going, and what comes next. */
export default function SyncsPage() {
  const filter = route.useSearch()
  const may = useMay('write')
  const syncs = useQuery(followedSyncs)
  const all = syncs.data?.items
  const destinations = [...new Set((all ?? []).map((sync) => sync.destination))].sort()
  return (
    <>
      <PageHeader title="Syncs" lead="Which rows go where, how and when.">
        {may && (
          <Button component={Link} to="/syncs/new" leftSection={<IconPlus size={16} aria-hidden />}>
            Add sync
          </Button>
        )}
      </PageHeader>
      {syncs.error && <ProblemNotice problem={problemOf(syncs.error)} />}
      {all?.length === 0 ? (
        <NoSyncs may={may} />
      ) : (
        <>
          <Filters>
            <FilterText name="q" label="Search syncs" placeholder="Name, model or destination" />
            <FilterChoice name="status" label="Status" all="All statuses" options={states} />
            <FilterChoice
              name="destination"
              label="Destination"
              all="All destinations"
              options={destinations.map((value) => ({ value, label: value }))}
            />
          </Filters>
          {!(syncs.error && !all) && (
            <SyncTable
              syncs={all?.filter((sync) => matching(sync, filter))}
              empty={
                <EmptyState
                  icon={IconRefresh}
                  title="No sync is like that"
                  action={
                    <Button component={Link} to="/syncs" variant="default" size="xs">
                      Show all
                    </Button>
                  }
                >
                  None has that status, destination and name.
                </EmptyState>
              }
            />
          )}
        </>
      )}
    </>
  )
}

// What a sync is made of, in the order in which it is made.
const grounds = [
  {
    add: 'Add source',
    to: '/sources/new',
    first: 'The source comes first: the database that rows are read from.',
  },
  { add: 'Add model', to: '/models/new', first: 'A model comes first: which rows are sent.' },
  {
    add: 'Add destination',
    to: '/destinations/new',
    first: 'A destination comes first: where rows are sent to.',
  },
] as const

/** NoSyncs says what comes first. */
function NoSyncs({ may }: { may: boolean }) {
  const made = [useQuery(sourcesQuery), useQuery(modelsQuery), useQuery(destinationsQuery)]
  const lacking = grounds.find((_, i) => made[i]?.data?.items.length === 0)
  return (
    <EmptyState
      icon={IconRefresh}
      title="No syncs yet"
      action={
        may && (
          <Button component={Link} to={lacking?.to ?? '/syncs/new'}>
            {lacking?.add ?? 'Add sync'}
          </Button>
        )
      }
    >
      A sync sends the rows of a model to a destination: new ones, changed ones, and each of them once.
      {may ? ` ${lacking?.first ?? 'Choose a model to begin with.'}` : ' Editors and admins add them.'}
    </EmptyState>
  )
}
