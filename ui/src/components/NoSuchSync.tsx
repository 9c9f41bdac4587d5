import { IconFileUnknown } from '@tabler/icons-react'
import { EmptyState } from './EmptyState'
import { LinkAnchor } from './Links'

/** NoSuchSync stands where nothing is listed since the sync that the list is narrowed to is not there. */
export function NoSuchSync({ name, all }: { name: string; all: string }) {
  return (
    <EmptyState
      icon={IconFileUnknown}
      title={`There is no sync ${name}.`}
      action={
        <LinkAnchor to="." search={{}} size="sm">
          {all}
        </LinkAnchor>
      }
    >
      It may have been renamed or deleted.
    </EmptyState>
  )
}
