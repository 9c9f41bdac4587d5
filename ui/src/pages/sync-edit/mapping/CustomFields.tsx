import { ActionIcon, Button, Text, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useId, useState } from 'react'
import type { Operation } from '../../../api/schema'
import type { Known } from '../columns'
import { Lockable } from '../Lockable'
import type { PreviewState } from '../preview/usePreview'
import { faultAt } from '../steps'
import { useBuilder } from '../useBuilder'
import { FieldRow } from './FieldRow'
import classes from './Mapping.module.css'

interface CustomFieldsProps {
  operation: Operation
  columns: Known[]
  preview: PreviewState
}

/** CustomFields are fields that the vendor does not declare: any further name. */
export function CustomFields({ operation, columns, preview }: CustomFieldsProps) {
  const { draft, change, faults, type, locked } = useBuilder()
  const { custom } = draft.spec
  const [name, setName] = useState('')
  const [wrong, setWrong] = useState<string>()
  const id = useId()
  const add = () => {
    const said = refusal(name.trim(), operation, custom)
    setWrong(said)
    if (!said) {
      change({ custom: { ...custom, [name.trim()]: {} } })
      setName('')
    }
  }
  return (
    <section className={classes.group} aria-labelledby={id}>
      <h3 id={id} className={classes.heading}>
        Custom fields
      </h3>
      <Text size="xs" c="dimmed" className={classes.note}>
        Further names, sent to {type?.label} as they are.
      </Text>
      {Object.entries(custom).map(([key, assign]) => (
        <FieldRow
          key={key}
          field={{ name: key, type: 'any' }}
          assign={assign}
          columns={columns}
          path={`custom.${key}`}
          preview={preview}
          fault={faultAt([...faults, ...preview.faults], `custom.${key}`)}
          onChange={(value) => change({ custom: { ...custom, [key]: value ?? {} } })}
          naming={
            <span className={classes.custom}>
              {key}
              <ActionIcon
                size={24}
                disabled={locked}
                variant="subtle"
                color="gray"
                aria-label={`Remove ${key}`}
                onClick={() => {
                  const { [key]: _, ...rest } = custom
                  change({ custom: rest })
                }}
              >
                <IconTrash size={14} aria-hidden />
              </ActionIcon>
            </span>
          }
        />
      ))}
      <Lockable>
        <form
          className={classes.add}
          onSubmit={(event) => {
            event.preventDefault()
            add()
          }}
        >
          <TextInput
            size="xs"
            aria-label="Name of a custom field"
            placeholder="Name of the field"
            spellCheck={false}
            error={wrong}
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value)
              setWrong(undefined)
            }}
          />
          <Button type="submit" size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden />}>
            Add field
          </Button>
        </form>
      </Lockable>
    </section>
  )
}

function refusal(name: string, operation: Operation, custom: object): string | undefined {
  if (name === '') {
    return 'Type the name of the field.'
  }
  if (name in custom) {
    return `${name} is there already.`
  }
  if (operation.fields.some((field) => field.name === name) || operation.reserved?.includes(name)) {
    return `${name} is a field of its own, or one of its names: map it above.`
  }
  if (operation.custom_names && !new RegExp(operation.custom_names).test(name)) {
    return 'Use letters, digits and underscores.'
  }
  return undefined
}
