import { Stack, Text } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { searchQuery } from '../../api/ledger'
import { problemOf } from '../../api/problem'
import { followed } from '../../api/queries'
import { counted } from '../../components/Count'
import { EmptyState } from '../../components/EmptyState'
import { PageHeader } from '../../components/PageHeader'
import { ProblemNotice } from '../../components/ProblemNotice'
import { SkeletonText } from '../../components/SkeletonText'
import { HitCard } from './HitCard'
import { HitStory } from './HitStory'
import { Meant } from './Meant'
import { NotFound } from './NotFound'

const route = getRouteApi('/shell/search')

const longest = 500 // characters that the server looks for

/** Where an order, a customer or a reference is, over everything that was ever sent or tried. */
export default function SearchPage() {
  const { q = '' } = route.useSearch()
  const long = [...q].length > longest
  const found = useQuery({ ...searchQuery(q), enabled: q !== '' && !long, refetchInterval: followed })
  const hits = found.data?.items
  const more = found.data?.more ?? false
  const only = hits?.length === 1 ? hits[0] : undefined
  return (
    <>
      <PageHeader
        title={q === '' || long ? 'Search' : `Where is ${q}?`}
        lead={
          hits && (
            <span role="status">
              {hits.length === 0
                ? 'Nothing was found.'
                : `${more ? 'More than ' : ''}${counted(hits.length, 'row')} found.`}
            </span>
          )
        }
      />
      {long && (
        <EmptyState icon={IconSearch} title="That is too long">
          No key has more than {longest} characters. Search for one key, or one reference.
        </EmptyState>
      )}
      {q === '' && (
        <EmptyState icon={IconSearch} title="Type into the box above">
          The number of an order, its click, the customer's key or e-mail address, the partner's key, or the
          vendor's id: the whole of it. The key / goes there from any page.
        </EmptyState>
      )}
      {found.error && <ProblemNotice problem={problemOf(found.error)} />}
      {q !== '' && !long && found.isPending && !found.error && <SkeletonText lines={4} label="Searching" />}
      {hits && hits.length > 0 && (
        <Stack component="ol" gap="xs" p={0} m={0} mb={28} style={{ listStyle: 'none' }} aria-label="Found">
          {hits.map((hit) => (
            <HitCard key={`${hit.account} ${hit.sync} ${hit.primary_key}`} hit={hit} />
          ))}
        </Stack>
      )}
      {more && (
        <Text size="sm" c="dimmed">
          There are more. Search for something that fewer rows have: an order's number, or its click.
        </Text>
      )}
      {only && <HitStory hit={only} />}
      {hits?.length === 0 && (
        <>
          <Meant q={q.trim()} />
          <NotFound q={q} />
        </>
      )}
    </>
  )
}
