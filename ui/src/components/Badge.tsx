import type { TablerIcon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './Badge.module.css'

export type Tone = 'good' | 'bad' | 'late' | 'doubt' | 'busy' | 'held' | 'idle'

/** Badge is a word in a colour that means something, with an icon, so that the colour is never alone. */
export function Badge({ tone, icon: Icon, children }: { tone: Tone; icon: TablerIcon; children: ReactNode }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      <Icon size={14} stroke={2} aria-hidden />
      {children}
    </span>
  )
}
