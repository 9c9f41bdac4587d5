import {
  IconCircleCheck,
  IconCircleDashedCheck,
  IconCircleX,
  IconClockHour4,
  IconHelpCircle,
  IconTrash,
  type TablerIcon,
} from '@tabler/icons-react'
import type { Row } from '../api/schema'
import { Badge, type Tone } from './Badge'

export const outcomes: Record<Row['outcome'], { label: string; tone: Tone; icon: TablerIcon }> = {
  accepted: { label: 'Accepted', tone: 'good', icon: IconCircleCheck },
  rejected: { label: 'Refused', tone: 'bad', icon: IconCircleX },
  deferred: { label: 'Deferred', tone: 'late', icon: IconClockHour4 },
  in_doubt: { label: 'In doubt', tone: 'doubt', icon: IconHelpCircle },
  deleted: { label: 'Deleted', tone: 'idle', icon: IconTrash },
}

/** OutcomeBadge is what became of a row in a run. */
export function OutcomeBadge({
  outcome,
  unconfirmed = false,
}: {
  outcome: Row['outcome']
  unconfirmed?: boolean
}) {
  if (outcome === 'accepted' && unconfirmed) {
    return (
      <Badge tone="late" icon={IconCircleDashedCheck}>
        Unconfirmed
      </Badge>
    )
  }
  const { label, tone, icon } = outcomes[outcome]
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  )
}
