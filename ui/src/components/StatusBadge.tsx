import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconClockHour4,
  IconHandStop,
  IconHelpCircle,
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
  /** What became of its rows: the colour tells whether somebody has to see to some. */
  counts?: Pick<
    Run['counts'],
    'accepted' | 'unconfirmed' | 'rejected' | 'deferred' | 'in_doubt' | 'undeleted'
  >
  /** What somebody decided about it, if it was held. */
  decided?: Decision | undefined
}

/** StatusBadge is how a run is going, or ended. What became of its rows stands beside it, in figures. */
export function StatusBadge({ status, counts, decided }: StatusBadgeProps) {
  const { label, tone, icon } = looks(status, counts)
  return decided ? (
    <Badge {...(decided === 'Approved' ? approved : { tone, icon })}>{decided}</Badge>
  ) : (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  )
}

/** looks tells a run that has ended by whether somebody has to do something about its rows. */
function looks(status: Run['status'], counts: StatusBadgeProps['counts']) {
  if (!counts || (status !== 'completed' && status !== 'completed_with_rejections')) {
    return statuses[status]
  }
  if (counts.deferred > 0 && counts.accepted + counts.in_doubt === 0) {
    return { label: 'Ended, nothing delivered', tone: 'late', icon: IconAlertTriangle } as const
  }
  const { label } = statuses.completed
  if (counts.in_doubt > 0) {
    return { label, tone: 'doubt', icon: IconHelpCircle } as const
  }
  if (counts.rejected + (counts.undeleted ?? 0) + counts.unconfirmed > 0) {
    return { label, tone: 'late', icon: IconAlertTriangle } as const
  }
  return counts.deferred > 0 ? ({ label, tone: 'idle', icon: IconClockHour4 } as const) : statuses.completed
}

/** statusOf reads a status where the API has a text, such as that of a sync's last run. */
export function statusOf(text: string | undefined): Run['status'] | undefined {
  return text !== undefined && text in statuses ? (text as Run['status']) : undefined
}
