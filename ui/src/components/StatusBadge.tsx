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

export const statuses: Record<Run['status'], { label: string; tone: Tone; icon: TablerIcon }> = {
  queued: { label: 'Queued', tone: 'idle', icon: IconClock },
  running: { label: 'Running', tone: 'busy', icon: IconLoader2 },
  completed: { label: 'Completed', tone: 'good', icon: IconCircleCheck },
  completed_with_rejections: { label: 'Completed, some refused', tone: 'late', icon: IconAlertTriangle },
  failed: { label: 'Failed', tone: 'bad', icon: IconCircleX },
  cancelled: { label: 'Cancelled', tone: 'idle', icon: IconBan },
  held: { label: 'Held', tone: 'held', icon: IconHandStop },
}

/** StatusBadge is how a run is going, or ended. */
export function StatusBadge({ status }: { status: Run['status'] }) {
  const { label, tone, icon } = statuses[status]
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  )
}

/** statusOf reads a status where the API has a text, such as that of a sync's last run. */
export function statusOf(text: string | undefined): Run['status'] | undefined {
  return text !== undefined && text in statuses ? (text as Run['status']) : undefined
}
