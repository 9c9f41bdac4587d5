import { Alert, NativeSelect, Stack, Switch, TextInput } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { useState } from 'react'
import type { Operation } from '../../api/schema'
import { Section } from '../../components/Section'
import { columnsOf, typeWarning } from './columns'
import { ColumnChoice } from './mapping/ColumnChoice'
import { Line } from './mapping/Line'
import { faultAt, matched } from './steps'
import { useBuilder } from './useBuilder'

const other = '\u0000' // no field is called that

/** MatchStep says which record of the vendor a row is about. */
export function MatchStep() {
  const { draft, change, operation, type, suggestion, faults } = useBuilder()
  const { match, mode } = draft.spec
  const fields = fieldsOf(operation)
  const [typed, setTyped] = useState(
    match !== undefined && match.field !== '' && !fields.some((field) => field.name === match.field),
  )
  if (!operation) {
    return null
  }
  const insert = mode === 'insert'
  const first = operation.match?.[0] ?? ''
  const { field } = matched(draft.spec, operation)
  const unnamed = faultAt(faults, 'match.field')
  const columns = columnsOf(suggestion)
  const column = columns.find((one) => one.name === match?.column)
  const declared = operation.fields.find((one) => one.name === field)
  const warning = declared && column && typeWarning(declared, column, undefined)
  const set = (to: { field?: string; column?: string }) => {
    const next = { field, column: match?.column ?? '', ...to }
    change({ match: next.field === '' && next.column === '' ? undefined : next })
  }
  return (
    <Section
      title={insert ? 'What makes a record unique' : 'Record matching'}
      lead={
        insert
          ? 'A record with the same value is never sent twice. Left empty, the primary key of the model decides.'
          : `Which of ${type?.label}'s records a row is about: the one whose field has the value of the column.`
      }
    >
      <Stack gap="md" maw={520}>
        {(fields.length > 0 || !operation.any_match) && (
          <NativeSelect
            label={`Field at ${type?.label}`}
            value={typed ? other : field}
            error={faultAt(faults, `match.${field}`) ?? (typed ? undefined : unnamed)}
            data={[
              ...(insert ? [{ value: '', label: 'None: the primary key decides' }] : []),
              ...fields,
              ...(operation.any_match && operation.custom
                ? [{ value: other, label: 'A custom field…' }]
                : []),
            ].map((one) => ('value' in one ? one : { value: one.name, label: one.label }))}
            onChange={(event) => {
              const chosen = event.currentTarget.value
              setTyped(chosen === other)
              set({ field: chosen === other ? '' : chosen })
            }}
          />
        )}
        {(typed || fields.length === 0) && (
          <TextInput
            label="Name of the field"
            value={field}
            error={unnamed}
            onChange={(event) => set({ field: event.currentTarget.value.trim() })}
          />
        )}
        <ColumnChoice
          visible
          label="Column of the model"
          description="Choose one of the same type as the field."
          value={match?.column ?? ''}
          columns={columns}
          error={faultAt(faults, 'match.column')}
          onChange={(name) => set({ column: name })}
        />
        {warning && <Line tone="warning" text={warning} />}
        {!insert && field !== '' && first !== '' && (
          <Alert variant="default" icon={<IconInfoCircle aria-hidden />}>
            {field === first
              ? `${labelOf(operation, field)} is looked up directly: one request more for each row that is sent.`
              : `${type?.label} cannot be asked by ${labelOf(operation, field)}: its ${operation.name} are all listed, page by page, once in each run, and searched here. Rows of which one value fits several of them are refused.`}
          </Alert>
        )}
        {!insert && first !== '' && (
          <Switch
            label={`Let ${labelOf(operation, first)} itself be changed`}
            description={`Off: a record that was found by another field keeps its ${labelOf(operation, first)}.`}
            checked={draft.spec.rename}
            onChange={(event) => change({ rename: event.currentTarget.checked })}
          />
        )}
      </Stack>
    </Section>
  )
}

function fieldsOf(operation: Operation | undefined) {
  const all = operation?.fields ?? []
  const first = operation?.match ?? []
  const may = operation?.any_match ? all : all.filter((field) => first.includes(field.name))
  const rank = (name: string) => (first.includes(name) ? first.indexOf(name) : first.length)
  return may
    .filter((field) => field.type !== 'array' && field.type !== 'object')
    .map((field) => ({ name: field.name, label: field.label ?? field.name }))
    .sort((a, b) => rank(a.name) - rank(b.name))
}

function labelOf(operation: Operation, name: string): string {
  return operation.fields.find((field) => field.name === name)?.label ?? name
}
