import { NumberInput, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core'
import { faultOf, type Problem } from '../api/problem'
import type { Field } from '../api/schema'
import { clearing } from './clearing'
import { ObjectSetting } from './ObjectSetting'
import { SecretSetting } from './SecretSetting'

/** What a form holds: values by the names of settings. */
export type Settings = Record<string, unknown>

interface SettingsFormProps {
  /** What can be set, as the type of a source, a destination or an operation declares it. */
  fields: readonly Field[]
  values: Settings
  onChange: (values: Settings) => void
  /** What the server said; its faults are shown beside their fields. */
  problem?: Problem
  /** What is wrong with a setting beside that. */
  faults?: (name: string) => string | undefined
  /** Why nothing can be changed here; then nothing can. */
  locked?: boolean
}

/** SettingsForm is a form made of declared settings: what is required comes first. */
export function SettingsForm({
  fields,
  values,
  onChange,
  problem,
  faults,
  locked = false,
}: SettingsFormProps) {
  const ordered = [...fields.filter((f) => f.required), ...fields.filter((f) => !f.required)]
  return (
    <Stack gap="md">
      {ordered.map((field) => (
        <Setting
          key={field.name}
          field={field}
          value={values[field.name]}
          fault={faultOf(problem, field.name) ?? faults?.(field.name)}
          locked={locked}
          onChange={(value) => {
            const { [field.name]: _, ...rest } = values
            onChange(value === undefined || value === '' ? rest : { ...rest, [field.name]: value })
          }}
        />
      ))}
    </Stack>
  )
}

interface SettingProps {
  field: Field
  value: unknown
  fault: string | undefined
  locked: boolean
  onChange: (value: unknown) => void
}

function Setting({ field, value, fault, locked, onChange }: SettingProps) {
  const text = value === undefined || value === null ? '' : String(value)
  const shared = {
    name: field.name,
    label: field.label ?? field.name,
    description: field.doc,
    error: fault,
    readOnly: locked,
    variant: locked ? 'filled' : 'default',
    required: field.required ?? false,
    placeholder: placeholderOf(field),
  }
  if (field.type === 'object') {
    return <ObjectSetting field={field} shared={shared} value={value} onChange={onChange} />
  }
  if (field.secret) {
    return <SecretSetting shared={shared} value={text} onChange={onChange} />
  }
  if (field.type === 'bool') {
    const { required: _, placeholder: __, readOnly: ___, variant: ____, ...rest } = shared
    return (
      <Switch
        {...rest}
        disabled={locked}
        checked={value === undefined ? field.default === 'true' : value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    )
  }
  if (field.options) {
    return (
      <Select
        {...shared}
        data={field.options}
        value={text === '' ? null : text}
        searchable={field.options.length > 7}
        clearable={!field.required}
        onChange={(chosen) => onChange(chosen ?? undefined)}
        {...(!field.required && !locked && text !== '' && clearing(() => onChange(undefined)))}
      />
    )
  }
  if (field.type === 'int') {
    return (
      <NumberInput
        {...shared}
        value={text}
        min={field.min === undefined ? undefined : Number(field.min)}
        max={field.max === undefined ? undefined : Number(field.max)}
        allowDecimal={false}
        onChange={(n) => onChange(n === '' ? undefined : n)}
      />
    )
  }
  if (field.name === 'body') {
    return (
      <Textarea
        {...shared}
        value={text}
        autosize
        minRows={3}
        maxRows={16}
        spellCheck={false}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  }
  return (
    <TextInput
      {...shared}
      value={text}
      inputMode={field.type === 'url' ? 'url' : 'text'}
      spellCheck={false}
      autoComplete="off"
      maxLength={field.max_len}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function placeholderOf(field: Field): string | undefined {
  if (field.default) {
    return `Default: ${field.default}`
  }
  return field.example === undefined || field.secret ? undefined : `Such as ${String(field.example)}`
}
