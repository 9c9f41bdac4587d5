import { Text } from '@mantine/core'
import type { TablerIcon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './EmptyState.module.css'

interface EmptyStateProps {
  icon: TablerIcon
  title: string
  /** What to do next. */
  children?: ReactNode
  action?: ReactNode
}

/** EmptyState stands where there is nothing yet, and says what to do about it. */
export function EmptyState({ icon: Icon, title, children, action }: EmptyStateProps) {
  return (
    <div className={classes.empty}>
      <Icon size={26} stroke={1.4} aria-hidden />
      <Text fw={600}>{title}</Text>
      {children && (
        <Text size="sm" c="dimmed" maw={440}>
          {children}
        </Text>
      )}
      {action}
    </div>
  )
}
