import { NativeSelect, TextInput } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { type ReactNode, useId, useState } from 'react'
import type { Assign, IfNull } from '../spec'
import type { FieldRowProps } from './FieldRow'
import { labelOf } from './fields'
import classes from './Mapping.module.css'

const policies = [
  { value: 'omit', label: 'Leave it out' },
  { value: 'send', label: 'Send null' },
  { value: 'reject', label: 'Refuse the row' },
  { value: 'value', label: 'Send a default' },
]

const money = [
  { value: '', label: 'Send it as it is' },
  { value: 'minor_units', label: 'Decimals to minor units: 12.50 becomes 1250' },
  { value: 'major_units', label: 'Minor units to decimals: 1250 becomes 12.50' },
]

/** AssignOptions is what happens to a value on its way: nothing in the column, and amounts of money. */
export function AssignOptions({
  field,
  assign,
  onChange,
  children,
}: FieldRowProps & { assign: Assign; children: ReactNode }) {
  const [open, setOpen] = useState(false)
  const id = useId()
  const label = labelOf(field)
  const policy = policyOf(assign.if_null)
  const amount = ['int', 'decimal', 'any'].includes(field.type)
  const said = [
    policy !== 'omit' && `empty: ${policies.find((one) => one.value === policy)?.label.toLowerCase()}`,
    assign.as === 'minor_units' && 'to minor units',
    assign.as === 'major_units' && 'to decimals',
  ].filter(Boolean)
  return (
    <div>
      <div className={classes.under}>
        {children ?? <span />}
        <button
          type="button"
          className={classes.fold}
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          aria-label={`Options of ${label}${said.length > 0 ? `: ${said.join(', ')}` : ''}`}
          onClick={() => setOpen(!open)}
        >
          <IconChevronRight size={13} aria-hidden className={classes.arrow} />
          {said.length > 0 ? said.join(', ') : 'Options'}
        </button>
      </div>
      {open && (
        <div id={id} className={classes.optionControls}>
          <NativeSelect
            size="xs"
            label="If there is no value"
            value={policy}
            data={policies}
            onChange={(event) => onChange({ ...assign, if_null: policyFrom(event.currentTarget.value) })}
          />
          {typeof assign.if_null === 'object' && (
            <TextInput
              size="xs"
              label="Default"
              value={String(assign.if_null.value ?? '')}
              onChange={(event) => onChange({ ...assign, if_null: { value: event.currentTarget.value } })}
            />
          )}
          {amount && (
            <NativeSelect
              size="xs"
              label="Money"
              description="By the record's currency, to the digit: nothing is rounded."
              value={assign.as ?? ''}
              data={money}
              onChange={(event) => {
                const { as: _, ...rest } = assign
                const as = event.currentTarget.value
                onChange(as === '' ? rest : { ...rest, as: as as Assign['as'] })
              }}
            />
          )}
        </div>
      )}
    </div>
  )
}

function policyOf(policy: IfNull | undefined): string {
  return typeof policy === 'object' ? 'value' : (policy ?? 'omit')
}

function policyFrom(word: string): IfNull | undefined {
  if (word === 'value') {
    return { value: '' }
  }
  return word === 'send' || word === 'reject' ? word : undefined
}
