import { keyWords } from './KeyText'
import { LinkAnchor } from './Links'

interface RowLinkProps {
  row: { sync: string; account: string; key: string; primary_key: string }
}

/** RowLink names a row, and leads to its story. */
export function RowLink({ row }: RowLinkProps) {
  return (
    <LinkAnchor
      to="/syncs/$sync/rows/$key"
      params={{ sync: row.sync, key: row.primary_key }}
      search={{ account: row.account }}
      fw={600}
    >
      {keyWords(row.key)}
    </LinkAnchor>
  )
}
