import { IconArrowBounce, IconCircleCheck, IconCircleX, IconPlugX } from '@tabler/icons-react'
import { Badge } from '../../components/Badge'

/** Status is what a request was answered with. */
export function Status({ of }: { of: number | undefined }) {
  if (of === undefined) {
    return (
      <Badge tone="doubt" icon={IconPlugX}>
        No answer
      </Badge>
    )
  }
  if (of < 300) {
    return (
      <Badge tone="good" icon={IconCircleCheck}>
        {of}
      </Badge>
    )
  }
  return of < 400 || of === 429 || of >= 500 ? (
    <Badge tone="late" icon={IconArrowBounce}>
      {of}
    </Badge>
  ) : (
    <Badge tone="bad" icon={IconCircleX}>
      {of}
    </Badge>
  )
}
