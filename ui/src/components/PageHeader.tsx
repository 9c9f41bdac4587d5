import { Group, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
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

// Where the focus was last put by a page. A document that is opened begins at its top by itself.
let shown = window.location.pathname

/**
 * PageHeader is the top of every page, and names the browser's tab. When one comes from another page, the focus
 * goes to its title, so that it is read aloud and the tab key goes on from there; unless a field has taken it.
 */
export function PageHeader({ title, badge, trail, lead, children }: PageHeaderProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    const { pathname } = window.location
    if (pathname !== shown && !document.activeElement?.matches('input, textarea, [contenteditable=true]')) {
      heading.current?.focus({ preventScroll: true })
    }
    shown = pathname
  }, [])
  useEffect(() => {
    document.title = `${title} · Waybill`
  }, [title])
  return (
    <header className={classes.header}>
      <div className={classes.words}>
        {trail && <nav aria-label="Where this is">{trail}</nav>}
        <Group gap="4px 12px">
          <Title order={1} ref={heading} tabIndex={-1}>
            {title}
          </Title>
          {badge}
        </Group>
        {lead && (
          <Text c="dimmed" size="sm" mt={2}>
            {lead}
          </Text>
        )}
      </div>
      {children && <Group gap="xs">{children}</Group>}
    </header>
  )
}
