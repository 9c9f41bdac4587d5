import { Anchor } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { Link, type LinkProps } from '@tanstack/react-router'
import { EmptyState } from './EmptyState'
import { Notice } from './Notice'

interface MayNotProps {
  /** What could be added or changed: "syncs". */
  things: string
  /** The list of them. */
  to: LinkProps['to']
}

/** MayNot stands where somebody could add or change something if they might. */
export function MayNot({ things, to }: MayNotProps) {
  return (
    <EmptyState
      icon={IconLock}
      title="You may look, and not change"
      action={<Anchor renderRoot={(anchor) => <Link to={to} {...anchor} />}>Back to the {things}</Anchor>}
    >
      {`${things.charAt(0).toUpperCase()}${things.slice(1)} are added and changed by editors and admins. An admin can make you one.`}
    </EmptyState>
  )
}

/** LookOnly says above what is shown that it cannot be changed by who looks at it. */
export function LookOnly({ doing }: { doing: string }) {
  return <Notice tone="idle" icon={IconLock} title={`You can look at it. ${doing} takes the role editor.`} />
}
