import { Button } from '@mantine/core'
import { IconPlus, IconSend } from '@tabler/icons-react'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { destinationsQuery, destinationTypesQuery } from '../../api/destinations'
import { problemOf } from '../../api/problem'
import type { Resource } from '../../api/schema'
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
              header: 'Last test',
              free: true,
              narrow: 'line',
              cell: (destination) => (
                <LastTest place="destinations" name={destination.name} last={destination.last_test} />
              ),
            },
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
              align: 'right',
              cell: (destination) => <Time at={destination.updated_at} />,
            },
          ]}
        />
      )}
    </>
  )
}
