import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { exactText, plainText } from '../../api/exact'
import { problemOf } from '../../api/problem'
import { rowPreviewQuery } from '../../api/row-preview'
import type { Exchange, RowPreview } from '../../api/schema'
import { advised } from '../../api/sentence'
import { useMay } from '../../api/session'
import { CodeBlock } from '../../components/CodeBlock'
import { ProblemNotice, sentence } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'
import { SkeletonText } from '../../components/SkeletonText'
import { Parts } from './Parts'
import classes from './row.module.css'

interface SourceProps {
  sync: string
  /** The key as it is kept. */
  rowKey: string
  /** The request that decided, to be compared with what would be sent now. */
  sent?: Exchange | undefined
}

/** Source is the row in its model and the record that the mapping makes of it, both as they are now. */
export function Source(of: SourceProps) {
  return (
    <Section
      title="From row to record"
      lead="Waybill keeps what it sent, not the source's rows: this is the row as the model has it now."
    >
      <RowAndRecord {...of} />
    </Section>
  )
}

/** RowAndRecord reads a row from its model, and maps it. */
export function RowAndRecord({ sync, rowKey, sent }: SourceProps) {
  const may = useMay('write')
  const found = useQuery(rowPreviewQuery(sync, rowKey, may))
  return (
    <>
      {!may && (
        <Text size="sm" c="dimmed">
          Reading a source takes an editor or an admin. What was sent stands below.
        </Text>
      )}
      {found.error && <Absent detail={problemOf(found.error)} />}
      {may && found.isPending && <SkeletonText lines={6} label="Reading the row from its source" />}
      {found.data && <Both preview={found.data} sent={sent} />}
    </>
  )
}

function Absent({ detail }: { detail: ReturnType<typeof problemOf> }) {
  return detail.code === 'not_found' ? (
    <Text size="sm">{advised(detail.detail, detail.hint)}</Text>
  ) : (
    <ProblemNotice problem={detail} />
  )
}

function Both({ preview, sent }: { preview: RowPreview; sent: Exchange | undefined }) {
  const row = preview.columns.map((column, i) => ({ name: column.name, value: plainText(preview.row[i]) }))
  return (
    <>
      <div className={classes.two}>
        <Parts label="Row in the model" parts={row} />
        <div className={classes.side}>
          {preview.record === undefined ? null : (
            <CodeBlock label="Mapped record" code={exactText(preview.record)} />
          )}
          {preview.refused && <Text size="sm">It would be refused now: {sentence(preview.refused)}</Text>}
        </div>
      </div>
      {sent && !preview.refused && <Text size="sm">{compared(preview.requests.at(-1), sent)}</Text>}
    </>
  )
}

function compared(now: Exchange | undefined, sent: Exchange): string | undefined {
  if (!now || now.method !== sent.method) {
    return undefined // a look-up goes before it, say
  }
  return now.url === sent.url && (now.request_body ?? '') === (sent.request_body ?? '')
    ? 'The row and the mapping make the same request now as the one that was sent.'
    : 'The row or the mapping has changed since: they make another request now than the one that was sent.'
}
