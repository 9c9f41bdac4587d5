import { Group, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import classes from './PageHeader.module.css'

interface PageHeaderProps {
  title: string
  /** What stands beside the title, such as a status. */
  badge?: ReactNode
  /** Where the page is: links to what it is a part of. */
  trail?: ReactNode
  lead?: ReactNode
  /** The actions at the right; one of them is the primary one. */
  children?: ReactNode
}

/** PageHeader is the top of every page, and names the browser's tab. */
export function PageHeader({ title, badge, trail, lead, children }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · Waybill`
  }, [title])
  return (
    <header className={classes.header}>
      <div className={classes.words}>
        {trail && <nav aria-label="Where this is">{trail}</nav>}
        <Group gap="sm">
          <Title order={1}>{title}</Title>
          {badge}
        </Group>
        {lead && (
          <Text c="dimmed" size="sm">
            {lead}
          </Text>
        )}
      </div>
      {children && <Group gap="xs">{children}</Group>}
    </header>
  )
}
