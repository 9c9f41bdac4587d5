import type { LinkProps } from '@tanstack/react-router'
import type { AuditRecord } from '../../api/schema'
import { KeyText, keyOf } from '../../components/KeyText'
import { LinkAnchor } from '../../components/Links'

/** Named is what something was done to, a link where there is a page for it. */
export function Named({ record: { action, kind, name } }: { record: AuditRecord }) {
  if (name === '') {
    return kind === 'link' ? 'the link of the first admin' : kind
  }
  const row = kind === 'row' ? /^([^/]+)\/([\s\S]*)$/.exec(name) : null
  if (row) {
    const [, sync = '', key = ''] = row
    return (
      <>
        row{' '}
        <LinkAnchor to="/syncs/$sync/rows/$key" params={{ sync, key }} inherit>
          <KeyText>{keyOf(key)}</KeyText>
        </LinkAnchor>{' '}
        of {sync}
      </>
    )
  }
  const link = action === 'delete' ? undefined : pageOf(kind, name)
  const words = <KeyText>{name}</KeyText>
  return (
    <>
      {kind === 'run' && action === 'retry' ? 'rows of run' : kind}{' '}
      {link ? (
        <LinkAnchor {...link} inherit>
          {words}
        </LinkAnchor>
      ) : (
        words
      )}
    </>
  )
}

function pageOf(kind: string, name: string): LinkProps | undefined {
  switch (kind) {
    case 'run':
      return { to: '/runs/$id', params: { id: name } }
    case 'sync':
      return { to: '/syncs/$name', params: { name } }
    case 'model':
      return { to: '/models/$name', params: { name } }
    case 'source':
      return { to: '/sources/$name', params: { name } }
    case 'destination':
      return { to: '/destinations/$name', params: { name } }
    default:
      return undefined
  }
}
