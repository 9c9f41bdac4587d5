import { Button } from '@mantine/core'
import { IconPlus, IconTable } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { modelsQuery } from '../../api/models'
import { problemOf } from '../../api/problem'
import type { Resource } from '../../api/schema'
import { useMay } from '../../api/session'
import { specOf, textOf } from '../../api/setup'
import { syncsQuery } from '../../api/syncs'
import { Count } from '../../components/Count'
import { DataTable } from '../../components/DataTable'
import { EmptyState } from '../../components/EmptyState'
import { KeyText } from '../../components/KeyText'
import { PageHeader } from '../../components/PageHeader'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Time } from '../../components/Time'
import { draftOf } from '../model/draft'

export default function ModelsPage() {
  const may = useMay('write')
  const models = useQuery(modelsQuery)
  const syncs = useQuery(syncsQuery).data?.items
  const add = may && (
    <Button component={Link} to="/models/new" leftSection={<IconPlus size={16} aria-hidden />}>
      Add model
    </Button>
  )
  return (
    <>
      <PageHeader title="Models" lead="The rows that syncs send, each with a key that tells them apart.">
        {models.data?.items.length !== 0 && add}
      </PageHeader>
      <ProblemNotice problem={models.error ? problemOf(models.error) : undefined} />
      {!models.error && (
        <DataTable
          label="Models"
          rows={models.data?.items}
          expect={4}
          rowKey={(model) => model.name}
          rowLink={(model) => ({ to: '/models/$name', params: { name: model.name } })}
          empty={
            <EmptyState icon={IconTable} title="No models yet" action={add}>
              A model is a query, a table or a dbt model whose rows are worth sending.
            </EmptyState>
          }
          columns={[
            { header: 'Name', cell: (model) => model.name },
            { header: 'Source', cell: (model) => textOf(specOf(model), 'source') },
            { header: 'Rows of', narrow: 'bare', cell: rowsOf },
            {
              header: 'Primary key',
              cell: (model) => <KeyText>{draftOf(specOf(model)).key.join(', ')}</KeyText>,
            },
            {
              header: 'Syncs',
              align: 'right',
              cell: (model) => (
                <Count quiet of={syncs?.filter((sync) => sync.model === model.name).length ?? 0} />
              ),
            },
            { header: 'Changed', align: 'right', cell: (model) => <Time at={model.updated_at} /> },
          ]}
        />
      )}
    </>
  )
}

function rowsOf(model: Resource) {
  const { from, table } = draftOf(specOf(model))
  return from === 'table' ? `Table ${table}` : 'A query'
}
