import {
  IconCircleCheck,
  IconCircleDashedCheck,
  IconCircleX,
  IconClockHour4,
  IconHandStop,
  IconHelpCircle,
  IconLoader2,
  IconReplace,
  IconSend,
  IconTrash,
  IconUserCheck,
  type TablerIcon,
} from '@tabler/icons-react'
import { Badge, type Tone } from './Badge'

const states: Record<string, { label: string; tone: Tone; icon: TablerIcon }> = {
  begun: { label: 'Being sent', tone: 'busy', icon: IconLoader2 },
  accepted: { label: 'Accepted', tone: 'good', icon: IconCircleCheck },
  unconfirmed: { label: 'Unconfirmed', tone: 'late', icon: IconCircleDashedCheck },
  marked: { label: 'Marked delivered', tone: 'good', icon: IconUserCheck },
  'not sent': { label: 'Not sent', tone: 'late', icon: IconClockHour4 },
  deleted: { label: 'Deleted', tone: 'idle', icon: IconTrash },
  refused: { label: 'Refused', tone: 'bad', icon: IconCircleX },
  deferred: { label: 'Deferred', tone: 'late', icon: IconClockHour4 },
  'in doubt': { label: 'In doubt', tone: 'doubt', icon: IconHelpCircle },
  'given up': { label: 'Given up', tone: 'idle', icon: IconHandStop },
  'to be sent again': { label: 'To be sent again', tone: 'busy', icon: IconSend },
  baseline: { label: 'Remembered, not sent', tone: 'idle', icon: IconCircleCheck },
  rekeyed: { label: 'Refused: another key', tone: 'bad', icon: IconReplace },
}

interface StateBadgeProps {
  of: {
    state: string
    /** By a person's word alone. */
    marked: boolean
    /** Without what the vendor answers on success. */
    unconfirmed: boolean
  }
}

/** looksOf is how a row's state is told: with a word, a colour and an icon. */
export function looksOf({ state, marked, unconfirmed }: StateBadgeProps['of']) {
  const one = marked ? 'marked' : unconfirmed ? 'unconfirmed' : state
  return states[one] ?? { label: one, tone: 'idle' as const, icon: IconHelpCircle }
}

/** StateBadge is what is known of a row, over all runs. */
export function StateBadge({ of }: StateBadgeProps) {
  const { label, tone, icon } = looksOf(of)
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  )
}
