import { NativeSelect, Select, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Field } from '../../../api/schema'
import { holdsDecimals, sampleOf, typeWarning } from '../columns'
import { type Assign, assigned } from '../spec'
import { AssignOptions } from './AssignOptions'
import { ColumnChoice } from './ColumnChoice'
import type { FieldRowProps } from './FieldRow'
import { labelOf } from './fields'
import { Line } from './Line'
import { ListMapper } from './ListMapper'
import classes from './Mapping.module.css'
import { TemplateEditor } from './TemplateEditor'

type Kind = 'column' | 'value' | 'template' | 'variable' | 'list' | 'object'

const kindWords: Record<Kind, string> = {
  column: 'Column',
  value: 'Fixed value',
  template: 'Template',
  variable: 'Run variable',
  list: 'List',
  object: 'Object',
}

const variables = [
  { value: '', label: 'Choose a variable' },
  { value: 'run.id', label: 'run.id: the id of the run' },
  { value: 'run.started_at', label: 'run.started_at: when it began' },
  { value: 'sync.name', label: 'sync.name' },
  { value: 'model.name', label: 'model.name' },
]

/** AssignEditor chooses what fills a field, and says at once what is doubtful about it. */
export function AssignEditor(props: FieldRowProps) {
  const { field, assign, columns, inner = false, fault, path, preview, onChange } = props
  const [chosen, setChosen] = useState<Kind>()
  const filled = assigned(assign) || assign?.each !== undefined
  const kind = filled ? kindOf(assign, field) : (chosen ?? kindOf(assign, field))
  const label = labelOf(field)
  const column = columns.find((one) => one.name === assign?.column)
  const list = columns.find((one) => one.name === assign?.each)
  const warning = column
    ? typeWarning(field, column, assign?.as)
    : list
      ? typeWarning({ ...field, type: 'array' }, list, undefined)
      : inner && missing(assign?.column, columns)
  const put = (patch: Assign) => {
    const { if_null, as } = assign ?? {}
    const next: Assign = { ...(if_null ? { if_null } : {}), ...(as ? { as } : {}), ...patch }
    onChange(assigned(next) || next.each !== undefined ? next : undefined)
  }
  return (
    <div className={classes.source}>
      <div className={classes.controls} data-wide={kind === 'template' || undefined}>
        <NativeSelect
          size="xs"
          aria-label={`What fills ${label}`}
          value={kind}
          data={kindsOf(field).map((one) => ({ value: one, label: kindWords[one] }))}
          onChange={(event) => {
            setChosen(event.currentTarget.value as Kind)
            onChange(undefined)
          }}
        />
        {kind === 'column' && (
          <ColumnChoice
            label={inner ? `Member for ${label}` : `Column for ${label}`}
            placeholder={inner ? 'Name of the member' : undefined}
            free={inner}
            value={assign?.column ?? ''}
            columns={columns}
            error={fault}
            onChange={(name) => put({ column: name })}
          />
        )}
        {kind === 'value' && <FixedValue {...props} put={put} />}
        {kind === 'variable' && (
          <NativeSelect
            size="xs"
            aria-label={`Variable for ${label}`}
            value={assign?.variable ?? ''}
            data={variables}
            error={fault}
            onChange={(event) => put({ variable: event.currentTarget.value })}
          />
        )}
        {kind === 'list' && (
          <ColumnChoice
            label={`List for ${label}`}
            placeholder="Column with the list"
            free={inner}
            value={assign?.each ?? ''}
            columns={columns}
            error={fault}
            onChange={(name) => put(name === '' ? {} : { each: name, map: assign?.map ?? {} })}
          />
        )}
        {kind === 'template' && (
          <TemplateEditor
            label={`Template for ${label}`}
            value={assign?.template ?? ''}
            columns={columns}
            element={inner}
            rendered={inner ? undefined : preview.fieldOf(path)}
            error={fault}
            onChange={(template) => put({ template })}
          />
        )}
      </div>
      {field.type === 'int' && column && !assign?.as && holdsDecimals(column) ? (
        <Line tone="warning" text={`${column.name} has decimals, and ${label} takes the smallest unit.`}>
          <button
            type="button"
            className={classes.fix}
            onClick={() => put({ column: column.name, as: 'minor_units' })}
          >
            Convert 12.50 to 1250
          </button>
        </Line>
      ) : (
        warning && <Line tone="warning" text={warning} />
      )}
      {fault && kind === 'object' && <Line tone="fault" text={fault} />}
      {(kind === 'list' || kind === 'object') && (
        <ListMapper {...props} kind={kind} onMap={(map) => put({ ...pick(assign, kind), map })} />
      )}
      {assign && filled && (
        <AssignOptions {...props} assign={assign}>
          {kind === 'column' && column && sampleOf(column) !== '' && (
            <Text size="xs" c="dimmed" className={classes.sample}>
              Such as <span className={classes.mono}>{sampleOf(column)}</span>
            </Text>
          )}
        </AssignOptions>
      )}
    </div>
  )
}

/** missing says of a member that is typed by hand that nothing is known to have it: what it fills would stay empty. */
const missing = (member: string | undefined, members: FieldRowProps['columns']) =>
  member && members.length > 0 && `No element in the first rows has a member “${member}”.`

function pick(assign: Assign | undefined, kind: Kind): Assign {
  return kind === 'list' && assign?.each ? { each: assign.each } : {}
}

function FixedValue({ field, assign, fault, put }: FieldRowProps & { put: (patch: Assign) => void }) {
  const label = `Value for ${labelOf(field)}`
  const value = assign?.value === undefined ? '' : String(assign.value)
  if (field.options || field.type === 'bool') {
    return (
      <Select
        size="xs"
        aria-label={label}
        placeholder="Choose a value"
        error={fault}
        data={field.options ?? ['true', 'false']}
        value={value === '' ? null : value}
        onChange={(chosen) => put({ value: field.type === 'bool' ? chosen === 'true' : chosen })}
      />
    )
  }
  return (
    <TextInput
      size="xs"
      aria-label={label}
      placeholder={field.example === undefined ? undefined : `Such as ${String(field.example)}`}
      spellCheck={false}
      error={fault}
      value={value}
      onChange={(event) => put({ value: event.currentTarget.value })}
    />
  )
}

function kindOf(assign: Assign | undefined, field: Field): Kind {
  if (assign?.each !== undefined) {
    return 'list'
  }
  if (assign?.map) {
    return 'object'
  }
  for (const kind of ['template', 'variable', 'value'] as const) {
    if (assign?.[kind] !== undefined) {
      return kind
    }
  }
  return assign === undefined && field.type === 'array' && (field.fields ?? []).length > 0 ? 'list' : 'column'
}

function kindsOf(field: Field): Kind[] {
  const kinds: Kind[] = ['column', 'value', 'template', 'variable']
  const any = field.type === 'any'
  if (any || (field.type === 'array' && (field.fields ?? []).length > 0)) {
    kinds.push('list')
  }
  if (any || field.type === 'object') {
    kinds.push('object')
  }
  return kinds
}
