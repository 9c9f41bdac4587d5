import { Button, Group, Kbd, Text } from '@mantine/core'
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import type { Preview } from '../../api/schema'
import { counted } from '../../components/Count'
import { PreviewGrid } from '../../components/PreviewGrid'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'
import { SkeletonText } from '../../components/SkeletonText'
import type { Asking } from './useAsking'

interface PreviewPartProps {
  asking: Asking<Preview>
  /** Whether the query has changed since. */
  stale: boolean
  ready: boolean
  /** Whether another preview may be asked for. */
  may: boolean
  onRun: () => void
}

const mac = /Mac|iPhone|iPad/.test(navigator.userAgent)

/** The keys that preview, while one writes a query or names a table. */
export const runKeys = `${mac ? '⌘' : 'Ctrl'}+Enter`

/** PreviewPart runs a query and shows what it begins with, or what the database says to it. */
export function PreviewPart({ asking, stale, ready, may, onRun }: PreviewPartProps) {
  const { answer, problem, pending, cancelled } = asking
  return (
    <Section
      title="Preview"
      lead="The first 100 rows. Queries only read, and are ended after the source's time limit."
      actions={
        !may ? undefined : pending ? (
          <Button
            variant="default"
            leftSection={<IconPlayerStop size={15} aria-hidden />}
            onClick={asking.cancel}
          >
            Cancel
          </Button>
        ) : (
          <Button
            variant="default"
            leftSection={<IconPlayerPlay size={15} aria-hidden />}
            rightSection={<Kbd size="xs">{mac ? '⌘' : 'Ctrl'} ↵</Kbd>}
            aria-keyshortcuts={mac ? 'Meta+Enter' : 'Control+Enter'}
            disabled={!ready}
            onClick={onRun}
          >
            Preview
          </Button>
        )
      }
    >
      <ProblemNotice problem={problem} />
      <div role="status">
        {answer && !pending && (
          <Text size="sm" c="dimmed">
            {told(answer)}
            {stale && ' You have changed the query since.'}
          </Text>
        )}
        {cancelled && (
          <Text size="sm" c="dimmed">
            Cancelled.
          </Text>
        )}
      </div>
      {pending && !answer && <SkeletonText lines={6} label="The query runs" />}
      {answer && answer.rows.length > 0 && (
        <Group gap={0} style={{ opacity: pending ? 0.6 : 1 }} wrap="nowrap" maw="100%">
          <PreviewGrid preview={answer} label="First rows of the model" stale={stale} />
        </Group>
      )}
    </Section>
  )
}

function told({ rows, columns, more, table }: Preview): string {
  const of = table ? ` of ${table}` : ''
  if (rows.length === 0) {
    return `No rows${of}. The query works, and finds nothing.`
  }
  const width = counted(columns.length, 'column')
  return more
    ? `The first ${counted(rows.length, 'row')}${of}, ${width}; there are more.`
    : `${counted(rows.length, 'row')}${of}, ${width}: all there are.`
}
