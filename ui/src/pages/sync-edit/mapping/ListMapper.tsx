import { Button, Text, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { Field } from '../../../api/schema'
import { membersOf } from '../columns'
import type { Assign, Mapping } from '../spec'
import { faultAt } from '../steps'
import { useBuilder } from '../useBuilder'
import { FieldRow, type FieldRowProps } from './FieldRow'
import { labelOf, lacking } from './fields'
import classes from './Mapping.module.css'
import { byName } from './suggest'

interface ListMapperProps extends FieldRowProps {
  kind: 'list' | 'object'
  onMap: (map: Mapping) => void
}

/** ListMapper makes an object of each element of a list, or one object of the row. */
export function ListMapper({ field, assign, columns, path, preview, kind, inner, onMap }: ListMapperProps) {
  const { faults } = useBuilder()
  const [name, setName] = useState('')
  const [unnamed, setUnnamed] = useState(false)
  if (kind === 'list' && !assign?.each) {
    return (
      <Text size="xs" c="dimmed">
        Choose the column that holds the list. Each of its elements becomes one item.
      </Text>
    )
  }
  const map = assign?.map ?? {}
  const declared = field.fields ?? []
  const typed: Field[] = Object.keys(map)
    .filter((key) => !declared.some((one) => one.name === key))
    .map((key) => ({ name: key, type: 'any' }))
  const known = kind === 'list' ? membersOf(columns.find((one) => one.name === assign?.each)) : columns
  const found = byName(declared, known)
  const put = (key: string, value: Assign | undefined) => {
    const { [key]: _, ...rest } = map
    onMap(
      value
        ? { ...map, [key]: value }
        : declared.some((one) => one.name === key)
          ? rest
          : { ...map, [key]: {} },
    )
  }
  return (
    <div className={classes.inner}>
      <Text size="xs" c="dimmed">
        {kind === 'list' ? (
          <>
            For each element of <span className={classes.mono}>{assign?.each}</span>, one item of:
          </>
        ) : (
          'An object of:'
        )}
      </Text>
      {Object.keys(map).length === 0 && Object.keys(found).length > 0 && (
        <Button size="compact-xs" variant="default" onClick={() => onMap(found)}>
          Fill in by name
        </Button>
      )}
      {[...declared, ...typed].map((one) => (
        <FieldRow
          key={one.name}
          inner={kind === 'list' || inner === true}
          field={{ ...one, label: `${labelOf(field)}: ${labelOf(one)}` }}
          assign={map[one.name]}
          columns={known}
          path={`${path}.map.${one.name}`}
          preview={preview}
          fault={
            faultAt([...faults, ...preview.faults], `${path}.map.${one.name}`) ??
            lacking(one, map, kind === 'list')
          }
          naming={labelOf(one)}
          onChange={(value) => put(one.name, value)}
        />
      ))}
      {(field.custom || declared.length === 0) && (
        <form
          className={classes.add}
          onSubmit={(event) => {
            event.preventDefault()
            setUnnamed(name.trim() === '')
            if (name.trim() !== '') {
              onMap({ ...map, [name.trim()]: {} })
              setName('')
            }
          }}
        >
          <TextInput
            size="xs"
            aria-label={`Further name in ${labelOf(field)}`}
            placeholder="Further name"
            error={unnamed && name.trim() === '' && 'Type the name of the field.'}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden />}>
            Add
          </Button>
        </form>
      )}
    </div>
  )
}
