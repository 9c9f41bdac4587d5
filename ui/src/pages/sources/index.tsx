import { Button } from '@mantine/core'
import { IconDatabase, IconPlus } from '@tabler/icons-react'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { modelsQuery } from '../../api/models'
import { problemOf } from '../../api/problem'
import { useMay } from '../../api/session'
import { specOf, textOf } from '../../api/setup'
import { sourcesQuery, sourceTypesQuery } from '../../api/sources'
import { Count } from '../../components/Count'
import { DataTable } from '../../components/DataTable'
import { EmptyState } from '../../components/EmptyState'
import { LastTest } from '../../components/LastTest'
import { PageHeader } from '../../components/PageHeader'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Time } from '../../components/Time'

export default function SourcesPage() {
  const may = useMay('write')
  const sources = useQuery(sourcesQuery)
  const types = useSuspenseQuery(sourceTypesQuery).data.items
  const models = useQuery(modelsQuery).data?.items
  const labelOf = (type: string) => types.find((each) => each.name === type)?.label ?? type
  const add = may && (
    <Button component={Link} to="/sources/new" leftSection={<IconPlus size={16} aria-hidden />}>
      Add source
    </Button>
  )
  return (
    <>
      <PageHeader title="Sources" lead="Databases and files that rows come from.">
        {sources.data?.items.length !== 0 && add}
      </PageHeader>
      <ProblemNotice problem={sources.error ? problemOf(sources.error) : undefined} />
      {!sources.error && (
        <DataTable
          label="Sources"
          rows={sources.data?.items}
          expect={3}
          rowKey={(source) => source.name}
          rowLink={(source) => ({ to: '/sources/$name', params: { name: source.name } })}
          empty={
            <EmptyState icon={IconDatabase} title="No sources yet" action={add}>
              Add the database or the files that rows are read from. They are only read, never written to.
            </EmptyState>
          }
          columns={[
            { header: 'Name', cell: (source) => source.name },
            { header: 'Type', narrow: 'bare', cell: (source) => labelOf(textOf(specOf(source), 'type')) },
            {
              header: 'Models',
              align: 'right',
              cell: (source) => (
                <Count
                  quiet
                  of={models?.filter((model) => textOf(specOf(model), 'source') === source.name).length ?? 0}
                />
              ),
            },
            { header: 'Changed', cell: (source) => <Time at={source.updated_at} /> },
            {
              header: 'Connection',
              free: true,
              narrow: 'line',
              cell: (source) => <LastTest place="sources" name={source.name} last={source.last_test} />,
            },
          ]}
        />
      )}
    </>
  )
}
