import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { openRowsQuery } from '../../api/ledger'
import { overviewQuery } from '../../api/overview'
import { problemOf } from '../../api/problem'
import { syncsQuery } from '../../api/syncs'
import { Card } from '../../components/Card'
import { counted } from '../../components/Count'
import { FilterChoice, Filters } from '../../components/Filters'
import { PageHeader } from '../../components/PageHeader'
import { Pager } from '../../components/Pager'
import { ProblemNotice } from '../../components/ProblemNotice'
import { SkeletonText } from '../../components/SkeletonText'
import { Subnavigation } from '../../components/Subnavigation'
import { None } from './None'
import { type Chosen, Queue } from './Queue'
import { type Words, words } from './words'

interface Search {
  sync?: string
  after?: string
}

/** OpenRows is the page of rows that are open for one cause, beside those of the others. */
export function OpenRows({ of, search: { sync, after } }: { of: Words; search: Search }) {
  const found = useQuery(openRowsQuery(of.cause, { sync, after, limit: 25 }))
  const syncs = useQuery(syncsQuery)
  const { data: overview } = useQuery(overviewQuery)
  const total = found.data?.total ?? 0
  const [chosen, setChosen] = useState<Chosen>(new Map())
  const concerns = overview?.concerns.filter((one) => !sync || one.sync === sync)
  const count = (one: Words) =>
    one === of && found.data && !found.isPlaceholderData
      ? total
      : concerns?.reduce((rows, each) => rows + each[one.cause], 0)
  const names = [
    ...(syncs.data?.items ?? []).map(({ name }) => name),
    ...(overview?.concerns ?? []).map((one) => one.sync),
  ]
  return (
    <>
      <PageHeader
        title={of.title}
        lead={
          <span role="status">
            {found.data && total > 0 && `${counted(total, 'row')}. `}
            {of.lead}
          </span>
        }
      />
      <Subnavigation
        label="Rows to see to"
        places={[
          {
            label: words.in_doubt.title,
            count: count(words.in_doubt),
            link: { to: '/in-doubt', search: { sync } },
          },
          {
            label: words.refused.title,
            count: count(words.refused),
            link: { to: '/refused', search: { sync } },
          },
          {
            label: words.unconfirmed.title,
            count: count(words.unconfirmed),
            link: { to: '/unconfirmed', search: { sync } },
          },
        ]}
      />
      <Filters>
        <FilterChoice
          name="sync"
          label="Sync"
          all="All syncs"
          options={[...new Set(names)].sort().map((name) => ({ value: name, label: name }))}
        />
      </Filters>
      {found.error && <ProblemNotice problem={problemOf(found.error)} />}
      {found.isPending && <SkeletonText lines={8} label="Reading the queue" />}
      {found.data?.items.length === 0 && (
        <Card>
          <None of={of} sync={sync} syncs={syncs.data?.items} />
        </Card>
      )}
      {found.data && found.data.items.length > 0 && (
        <Queue
          of={of}
          rows={found.data.items}
          total={total}
          sync={sync}
          chosen={chosen}
          onChoose={setChosen}
        />
      )}
      <Pager next={found.data?.next} label={of.rows} />
    </>
  )
}
