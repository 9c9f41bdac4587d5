import { IconAlertTriangle } from '@tabler/icons-react'
import type { Story } from '../api/schema'
import { KeyText } from './KeyText'
import { Notice } from './Notice'
import { Time } from './Time'

/** Twice says that a record was accepted before it was sent again, so that the vendor may have more than one. */
export function Twice({ story, vendor }: { story: Story; vendor: string }) {
  const { claim } = story
  if (!claim?.accepted_before) {
    return null
  }
  const last = claim.accepted_before.at(-1)
  const again = claim.vendor_id || (last && Date.parse(claim.begun_at) > Date.parse(last.at))
  const now =
    story.state === 'accepted' && again ? [{ at: claim.settled_at, vendor_id: claim.vendor_id }] : []
  const times = [...claim.accepted_before, ...now]
  const answered = !story.marked && times.every((one) => one.vendor_id)
  const who = answered ? `${vendor} accepted it` : `It counts as accepted by ${vendor}`
  return (
    <Notice
      tone="late"
      icon={IconAlertTriangle}
      title={
        <>
          {`${who} ${times.length > 1 ? 'more than once' : 'before it was sent again'}: `}
          {times.map(({ at, vendor_id }, i) => (
            <span key={at}>
              {i > 0 && ', '}
              {vendor_id ? <KeyText>{vendor_id}</KeyText> : 'without an id'}
              {' on '}
              <Time at={at} show="full" />
            </span>
          ))}
          .
        </>
      }
    >
      {advice(times.length)}
    </Notice>
  )
}

function advice(times: number): string {
  switch (times) {
    case 1:
      return 'Look whether that one is there before you decide about it.'
    case 2:
      return 'If both are there, have one of them rejected there.'
    default:
      return 'If more than one of them is there, have the others rejected there.'
  }
}
