import { Anchor, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { problemOf } from '../../api/problem'
import type { Table } from '../../api/schema'
import { useMay } from '../../api/session'
import { tablesQuery } from '../../api/setup'
import { counted } from '../../components/Count'
import { DataTable } from '../../components/DataTable'
import { Filters, FilterText } from '../../components/Filters'
import { KeyText } from '../../components/KeyText'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'

const route = getRouteApi('/shell/sources/$name')

/** A long list is narrowed by what one looks for, and not by scrolling. */
const most = 200

/** wholeName is a table's name as queries have it. */
export function wholeName(table: Table): string {
  return table.schema ? `${table.schema}.${table.name}` : table.name
}

/** Tables is what can be read from a source. */
export function Tables({ source, version }: { source: string; version: string }) {
  const may = useMay('write')
  const { q = '' } = route.useSearch()
  const tables = useQuery({ ...tablesQuery(source), queryKey: [...tablesQuery(source).queryKey, version] })
  const all = tables.data?.items
  const found = all?.filter((table) => wholeName(table).toLowerCase().includes(q.toLowerCase()))
  return (
    <Section
      title="Tables"
      lead={all && all.length > 0 ? counted(all.length, 'table or view', 'tables and views') : undefined}
    >
      <ProblemNotice problem={tables.error ? problemOf(tables.error) : undefined} />
      {all?.length === 0 && (
        <Text size="sm" c="dimmed">
          It has no tables. Queries may still read files that they name, such as select * from 'orders.csv'.
        </Text>
      )}
      {!tables.error && all?.length !== 0 && (
        <div>
          <Filters>
            <FilterText name="q" label="Search tables" />
          </Filters>
          <DataTable
            label="Tables"
            rows={found?.slice(0, most)}
            expect={4}
            rowKey={wholeName}
            empty={
              <Text size="sm" c="dimmed" p="md">
                No table is called like that.
              </Text>
            }
            columns={[
              { header: 'Name', cell: (table) => <KeyText>{wholeName(table)}</KeyText> },
              { header: 'Kind', narrow: 'bare', cell: (table) => (table.view ? 'View' : 'Table') },
              ...(may
                ? [
                    {
                      header: 'Use',
                      align: 'right' as const,
                      narrow: 'bare' as const,
                      quiet: true,
                      cell: (table: Table) => (
                        <Anchor
                          renderRoot={(anchor) => (
                            <Link
                              to="/models/new"
                              search={{ source, from: 'table', table: wholeName(table) }}
                              {...anchor}
                            />
                          )}
                          size="sm"
                          aria-label={`Add model of ${wholeName(table)}`}
                        >
                          Add model
                        </Anchor>
                      ),
                    },
                  ]
                : []),
            ]}
          />
          {found && found.length > most && (
            <Text size="sm" c="dimmed" mt="xs">
              {counted(found.length - most, 'more table', 'more tables')}: search for the one you need.
            </Text>
          )}
        </div>
      )}
    </Section>
  )
}
