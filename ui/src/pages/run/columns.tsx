import { Text } from '@mantine/core'
import type { Row } from '../../api/schema'
import { Count } from '../../components/Count'
import type { Column } from '../../components/DataTable'
import { Doubted } from '../../components/Doubted'
import { KeyText } from '../../components/KeyText'
import { Nothing } from '../../components/Nothing'
import { OutcomeBadge } from '../../components/OutcomeBadge'
import { sentence } from '../../components/ProblemNotice'
import { Time } from '../../components/Time'

/** kinds are why rows are worked on. */
export const kinds: Record<Row['kind'], string> = { added: 'Added', changed: 'Changed', removed: 'Removed' }

/** columns are what is told of each row of a run. */
export const columns: Column<Row>[] = [
  { header: 'Key', cell: (row) => <KeyText>{row.key}</KeyText> },
  {
    header: 'Outcome',
    narrow: 'bare',
    cell: (row) => <OutcomeBadge outcome={row.outcome} unconfirmed={row.unconfirmed} />,
    width: 130,
  },
  { header: 'Kind', narrow: 'bare', cell: (row) => kinds[row.kind] },
  { header: 'Message', narrow: 'line', cell: (row) => <Message row={row} />, width: '40%' },
  {
    header: 'Recorded as',
    cell: (row) => (row.vendor_id ? <KeyText>{row.vendor_id}</KeyText> : <Nothing label="no id" />),
  },
  { header: 'Tries', align: 'right', cell: (row) => <Count of={row.attempts} quiet /> },
  {
    header: 'When',
    narrow: 'bare',
    cell: (row) => (
      <span style={{ whiteSpace: 'nowrap' }}>
        <Time at={row.at} />
      </span>
    ),
  },
]

function Message({ row }: { row: Row }) {
  if (!row.message) {
    return <Nothing label="no message" />
  }
  return (
    <div style={{ minWidth: 220, overflowWrap: 'anywhere' }}>
      {row.outcome === 'in_doubt' ? (
        <Doubted message={row.message} meaning={row.meaning} clamp={1} />
      ) : (
        <Text size="sm" lineClamp={2} title={row.message}>
          {sentence(row.message)}
        </Text>
      )}
    </div>
  )
}
