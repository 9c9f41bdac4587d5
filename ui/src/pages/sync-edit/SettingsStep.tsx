import { Select, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { problemOf } from '../../api/problem'
import type { Field } from '../../api/schema'
import { campaignsQuery } from '../../api/sync-builder'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'
import { SettingsForm } from '../../components/SettingsForm'
import { faultAt } from './steps'
import { useBuilder } from './useBuilder'

/** SettingsStep is what is chosen for a sync beside its mapping, such as a campaign. */
export function SettingsStep() {
  const { draft, change, type, operation, faults } = useBuilder()
  const fields = operation?.settings ?? []
  const listed = type?.choices ? fields : []
  const typed = type?.choices ? [] : fields
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...rest } = draft.spec.settings
    change({ settings: value ? { ...rest, [name]: value } : rest })
  }
  return (
    <Section
      title={fields.length === 1 ? (fields[0]?.label ?? 'Settings') : 'Settings'}
      lead={`What ${type?.label} needs to know for this sync.`}
    >
      <Stack gap="md" maw={520}>
        {listed.map((field) => (
          <Listed
            key={field.name}
            field={field}
            vendor={type?.label ?? ''}
            destination={draft.spec.destination}
            value={String(draft.spec.settings[field.name] ?? '')}
            fault={faultAt(faults, `settings.${field.name}`)}
            onChange={(value) => set(field.name, value)}
          />
        ))}
        <SettingsForm
          fields={typed}
          values={draft.spec.settings}
          faults={(name) => faultAt(faults, `settings.${name}`)}
          onChange={(settings) => change({ settings })}
        />
      </Stack>
    </Section>
  )
}

interface ListedProps {
  field: Field
  vendor: string
  destination: string
  value: string
  fault: string | undefined
  onChange: (value: string | null) => void
}

/** Listed is a setting whose values the account can list. If it cannot be asked, one types. */
function Listed({ field, vendor, destination, value, fault, onChange }: ListedProps) {
  const choices = useQuery(campaignsQuery(destination, field.name))
  const label = field.label ?? field.name
  if (choices.error) {
    return (
      <>
        <ProblemNotice problem={problemOf(choices.error)} />
        <SettingsForm
          fields={[field]}
          values={{ [field.name]: value }}
          faults={() => fault}
          onChange={(values) => onChange(String(values[field.name] ?? ''))}
        />
      </>
    )
  }
  const items = choices.data?.items ?? []
  const data = items.map((one) => ({ value: one.value, label: `${one.label} (${one.value})` }))
  if (value !== '' && !items.some((one) => one.value === value)) {
    data.push({ value, label: choices.data ? `${value} (not in the account's list)` : value })
  }
  return (
    <Select
      searchable
      openOnFocus={false}
      required={field.required}
      label={label}
      description={`${field.doc ?? ''} Those that the account may use, as ${vendor} lists them.`}
      placeholder={choices.isPending ? `Asking ${vendor}…` : `Choose a ${label.toLowerCase()}`}
      nothingFoundMessage="None has that in its name or id."
      error={fault}
      data={data}
      value={value === '' ? null : value}
      onChange={onChange}
    />
  )
}
