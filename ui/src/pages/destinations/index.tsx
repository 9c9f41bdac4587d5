import { Button } from '@mantine/core'
import { IconPlus, IconSend } from '@tabler/icons-react'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { destinationsQuery, destinationTypesQuery } from '../../api/destinations'
import { problemOf } from '../../api/problem'
import type { Resource, Sync } from '../../api/schema'
import { useMay } from '../../api/session'
import { specOf, textOf } from '../../api/setup'
import { syncsQuery } from '../../api/syncs'
import { Count } from '../../components/Count'
import { DataTable } from '../../components/DataTable'
import { EmptyState } from '../../components/EmptyState'
import { LastTest } from '../../components/LastTest'
import { PageHeader } from '../../components/PageHeader'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Time } from '../../components/Time'
import { Credentials } from './Credentials'

/** deliveredTo is when a destination last took rows as it is configured now: better proof than a test. */
function deliveredTo(destination: Resource, syncs: readonly Sync[] | undefined): string | undefined {
  return syncs
    ?.filter((sync) => sync.destination === destination.name && (sync.last_counts?.accepted ?? 0) > 0)
    .map((sync) => sync.last_at ?? '')
    .filter((at) => Date.parse(at) > Date.parse(destination.updated_at))
    .sort()
    .at(-1)
}

export default function DestinationsPage() {
  const may = useMay('write')
  const destinations = useQuery(destinationsQuery)
  const types = useSuspenseQuery(destinationTypesQuery).data.items
  const syncs = useQuery(syncsQuery).data?.items
  const typeOf = (destination: Resource) =>
    types.find((type) => type.name === textOf(specOf(destination), 'type'))
  const add = may && (
    <Button component={Link} to="/destinations/new" leftSection={<IconPlus size={16} aria-hidden />}>
      Add destination
    </Button>
  )
  return (
    <>
      <PageHeader title="Destinations" lead="Platforms that records are sent to.">
        {destinations.data?.items.length !== 0 && add}
      </PageHeader>
      <ProblemNotice problem={destinations.error ? problemOf(destinations.error) : undefined} />
      {!destinations.error && (
        <DataTable
          label="Destinations"
          rows={destinations.data?.items}
          expect={3}
          rowKey={(destination) => destination.name}
          rowLink={(destination) => ({ to: '/destinations/$name', params: { name: destination.name } })}
          empty={
            <EmptyState icon={IconSend} title="No destinations yet" action={add}>
              Add the account that rows are to be sent to. You need its keys; each field says where they are
              found.
            </EmptyState>
          }
          columns={[
            { header: 'Name', cell: (destination) => destination.name },
            {
              header: 'Type',
              narrow: 'bare',
              cell: (destination) => typeOf(destination)?.label ?? textOf(specOf(destination), 'type'),
            },
            {
              header: 'Credentials',
              cell: (destination) => <Credentials destination={destination} type={typeOf(destination)} />,
            },
            {
              header: 'Syncs',
              align: 'right',
              cell: (destination) => (
                <Count
                  quiet
                  of={syncs?.filter((sync) => sync.destination === destination.name).length ?? 0}
                />
              ),
            },
            {
              header: 'Changed',
              cell: (destination) => <Time at={destination.updated_at} />,
            },
            {
              header: 'Connection',
              free: true,
              narrow: 'line',
              cell: (destination) => (
                <LastTest
                  place="destinations"
                  name={destination.name}
                  last={destination.last_test}
                  delivered={deliveredTo(destination, syncs)}
                />
              ),
            },
          ]}
        />
      )}
    </>
  )
}
