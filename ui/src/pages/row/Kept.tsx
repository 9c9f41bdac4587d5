import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { storyQuery } from '../../api/ledger'
import { retentionQuery } from '../../api/retention'
import type { Row } from '../../api/schema'
import { counted } from '../../components/Count'
import { Receipts } from '../../components/Receipts'

/** Kept is what stays when the requests themselves are no longer there: the receipts. */
export function Kept({ sync, row, account }: { sync: string; row: Row; account: string | undefined }) {
  const retention = useQuery(retentionQuery)
  const story = useQuery(storyQuery(sync, row.primary_key, account))
  const days = retention.data?.data.captures_days
  const receipts = story.data?.claim?.receipts ?? []
  return (
    <Stack gap="md">
      <Text size="sm">
        The requests with their headers and timings are not here any more
        {days ? `: they are kept for ${counted(days, 'day')}.` : '.'}{' '}
        {receipts.length > 0
          ? 'The receipts stay for ever.'
          : 'Records that may be repeated, such as customers, leave no receipt.'}
      </Text>
      <Receipts receipts={receipts} />
    </Stack>
  )
}
