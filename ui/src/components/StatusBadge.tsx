import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconHandStop,
  IconLoader2,
  type TablerIcon,
} from '@tabler/icons-react'
import type { Run } from '../api/schema'
import { Badge, type Tone } from './Badge'
import type { Decision } from './decision'

export const statuses: Record<Run['status'], { label: string; tone: Tone; icon: TablerIcon }> = {
  queued: { label: 'Queued', tone: 'idle', icon: IconClock },
  running: { label: 'Running', tone: 'busy', icon: IconLoader2 },
  completed: { label: 'Completed', tone: 'good', icon: IconCircleCheck },
  completed_with_rejections: { label: 'Completed, some refused', tone: 'late', icon: IconAlertTriangle },
  failed: { label: 'Failed', tone: 'bad', icon: IconCircleX },
  cancelled: { label: 'Cancelled', tone: 'idle', icon: IconBan },
  held: { label: 'Held', tone: 'held', icon: IconHandStop },
}

// Nothing of it was sent: the run that was started in its place says how that went.
const approved = { tone: 'idle', icon: IconCircleCheck } as const

interface StatusBadgeProps {
  status: Run['status']
  /** What became of its rows: what may be paid twice, or not at all, is said before what was refused. */
  counts?: Pick<
    Run['counts'],
    'accepted' | 'unconfirmed' | 'rejected' | 'deferred' | 'in_doubt' | 'undeleted'
  >
  /** What somebody decided about it, if it was held. */
  decided?: Decision | undefined
}

/** StatusBadge is how a run is going, or ended. */
export function StatusBadge({ status, counts, decided }: StatusBadgeProps) {
  const unsure = status === 'completed' && (counts?.unconfirmed ?? 0) > 0
  const { tone, icon } =
    decided === 'Approved' ? approved : statuses[unsure ? 'completed_with_rejections' : status]
  const label = decided ?? labelOf(status, counts)
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  )
}

function labelOf(status: Run['status'], counts: StatusBadgeProps['counts']): string {
  if (!counts || (status !== 'completed' && status !== 'completed_with_rejections')) {
    return statuses[status].label
  }
  if (counts.in_doubt > 0) {
    return 'Completed, some in doubt'
  }
  if (counts.deferred > 0 && counts.accepted === 0) {
    return 'Ended, nothing delivered'
  }
  const refused = counts.rejected + (counts.undeleted ?? 0)
  const left = counts.deferred > refused ? 'some deferred' : refused > 0 ? 'some refused' : ''
  if (counts.unconfirmed === 0) {
    return left ? `Completed, ${left}` : statuses[status].label
  }
  const all = counts.unconfirmed >= counts.accepted
  if (!left) {
    return all ? 'Completed, none confirmed' : 'Completed, some unconfirmed'
  }
  return all ? `None confirmed, ${left}` : `Some unconfirmed, ${left}`
}

/** statusOf reads a status where the API has a text, such as that of a sync's last run. */
export function statusOf(text: string | undefined): Run['status'] | undefined {
  return text !== undefined && text in statuses ? (text as Run['status']) : undefined
}
