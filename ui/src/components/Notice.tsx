import { Group, Text } from '@mantine/core'
import type { TablerIcon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Tone } from './Badge'
import classes from './Notice.module.css'

interface NoticeProps {
  tone: Tone
  icon: TablerIcon
  /** What is the matter, in a sentence. */
  title: ReactNode
  /** What it means, and what to do about it. */
  children?: ReactNode
  actions?: ReactNode
}

/** NoticeList holds notices that stand one below the other. */
export function NoticeList({ children }: { children: ReactNode }) {
  return <div className={classes.list}>{children}</div>
}

/** Notice says what somebody should know of what the page shows, and what can be done about it. */
export function Notice({ tone, icon: Icon, title, children, actions }: NoticeProps) {
  return (
    <div className={classes.notice} data-tone={tone}>
      <Icon size={18} aria-hidden />
      <div className={classes.body}>
        <div className={classes.words}>
          <Text fw={550} component="div">
            {title}
          </Text>
          {children && (
            <Text size="sm" c="dimmed" component="div" mt={2}>
              {children}
            </Text>
          )}
        </div>
        {actions && (
          <Group gap="xs" className={classes.actions}>
            {actions}
          </Group>
        )}
      </div>
    </div>
  )
}
