import { Button, Group, MultiSelect, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconKey } from '@tabler/icons-react'
import type { Column, KeyCheck } from '../../api/schema'
import { Badge } from '../../components/Badge'
import { counted } from '../../components/Count'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'
import type { Asking } from './useAsking'

interface KeyPartProps {
  columns: readonly Column[] | undefined
  value: string[]
  onChange: (key: string[]) => void
  fault: string | undefined
  asking: Asking<KeyCheck>
  stale: boolean
  ready: boolean
  locked: boolean
  onCheck: () => void
}

/** KeyPart chooses what tells rows apart, and checks that it does. */
export function KeyPart({
  columns,
  value,
  onChange,
  fault,
  asking,
  stale,
  ready,
  locked,
  onCheck,
}: KeyPartProps) {
  const names = [...new Set([...(columns ?? []).map((column) => column.name), ...value])]
  const gone = columns ? value.filter((name) => !columns.some((column) => column.name === name)) : []
  return (
    <Section
      title="Primary key"
      lead="The columns that say which row is which, for ever. A row is remembered by it."
    >
      <Group gap="sm" align="flex-start">
        <MultiSelect
          openOnFocus={false}
          label="Columns of the key"
          required
          w={{ base: '100%', xs: 420 }}
          data={names}
          value={value}
          onChange={onChange}
          readOnly={locked}
          variant={locked ? 'filled' : 'default'}
          searchable={!locked}
          placeholder={value.length === 0 ? 'Choose one or more' : undefined}
          nothingFoundMessage={columns ? 'No such column' : 'Preview the rows first'}
          error={fault ?? (gone.length > 0 ? `The rows have no column ${gone.join(', ')}.` : undefined)}
        />
        {!locked && (
          <Button
            variant="default"
            mt={{ base: 0, xs: 22 }}
            leftSection={<IconKey size={15} aria-hidden />}
            disabled={!ready || value.length === 0}
            loading={asking.pending}
            onClick={onCheck}
          >
            Check the key
          </Button>
        )}
      </Group>
      <div role="status" aria-label="What the check found">
        {asking.answer && !asking.pending && <Found check={asking.answer} stale={stale} />}
      </div>
      <ProblemNotice problem={asking.problem} />
    </Section>
  )
}

function Found({ check, stale }: { check: KeyCheck; stale: boolean }) {
  const { rows, complete, null: none, repeated, examples } = check
  const good = none === 0 && repeated === 0
  const of = complete ? counted(rows, 'row') : `the first ${counted(rows, 'row')}`
  return (
    <>
      {good ? (
        <Badge tone="good" icon={IconCircleCheck}>
          {rows === 0 ? 'There are no rows to check' : `Each of ${of} has a key of its own`}
        </Badge>
      ) : (
        <Badge tone="late" icon={IconAlertTriangle}>
          This key does not tell all rows apart
        </Badge>
      )}
      {repeated > 0 && (
        <Text size="sm">
          {counted(repeated, 'row')} of {of} {repeated === 1 ? 'repeats' : 'repeat'} the key of an earlier row
          {examples.length > 0 && `, such as ${examples.slice(0, 3).join(' and ')}`}. Rows that differ under
          one key are refused, all of them: add a column to the key, or group the rows in the query.
        </Text>
      )}
      {none > 0 && (
        <Text size="sm">
          {counted(none, 'row')} of {of} {none === 1 ? 'has' : 'have'} no key:{' '}
          {none === 1 ? 'it is' : 'they are'} skipped, and never sent.
        </Text>
      )}
      {stale && (
        <Text size="sm" c="dimmed">
          You have changed the model since this check.
        </Text>
      )}
    </>
  )
}
