import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { storyQuery } from '../../api/ledger'
import { problemOf } from '../../api/problem'
import type { OpenRow } from '../../api/schema'
import { LinkAnchor } from '../../components/Links'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Receipts } from '../../components/Receipts'
import { SkeletonText } from '../../components/SkeletonText'

/** Sent is the receipt of an open row, read when somebody wants to see it. */
export function Sent({ row }: { row: OpenRow }) {
  const story = useQuery(storyQuery(row.sync, row.primary_key, row.account))
  if (story.error) {
    return <ProblemNotice problem={problemOf(story.error)} />
  }
  if (story.isPending) {
    return <SkeletonText lines={4} label="Reading what was sent" />
  }
  const receipts = story.data?.claim?.receipts ?? []
  return (
    <>
      {receipts.length > 0 ? (
        <Receipts receipts={receipts.slice(0, 1)} />
      ) : (
        <Text size="sm">
          {row.state === 'in doubt'
            ? 'There is no receipt: the run ended before an answer came, or another row holds its business key.'
            : 'There is no receipt of it.'}
        </Text>
      )}
      {row.run && (
        <LinkAnchor
          to="/runs/$id/rows/$key"
          params={{ id: row.run, key: row.primary_key }}
          size="sm"
          mt="xs"
          display="inline-block"
        >
          All requests, with headers and timings
        </LinkAnchor>
      )}
    </>
  )
}
