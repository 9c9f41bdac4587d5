import { Text } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useId, useState } from 'react'
import type { Field } from '../../../api/schema'
import type { Known } from '../columns'
import type { PreviewState } from '../preview/usePreview'
import type { Assign } from '../spec'
import { faultAt } from '../steps'
import { useBuilder } from '../useBuilder'
import { FieldRow } from './FieldRow'
import { type Group, keyOf } from './fields'
import classes from './Mapping.module.css'

interface FieldGroupProps {
  group: Group
  /** Whether it is open whatever one has chosen, as while one searches. */
  open: boolean
  columns: Known[]
  preview: PreviewState
  onMap: (field: Field, assign: Assign | undefined) => void
}

/** FieldGroup is some fields under a heading; what is optional opens when one wants it. */
export function FieldGroup({ group, open, columns, preview, onMap }: FieldGroupProps) {
  const { draft, faults } = useBuilder()
  const [unfolded, setUnfolded] = useState(false)
  const id = useId()
  const shows = !group.folded || open || unfolded
  if (group.fields.length === 0) {
    return null
  }
  return (
    <section className={classes.group} aria-labelledby={id}>
      <h3 id={id} className={classes.heading}>
        {group.folded ? (
          <button
            type="button"
            className={classes.fold}
            aria-expanded={shows}
            onClick={() => setUnfolded(!unfolded)}
          >
            <IconChevronRight size={14} aria-hidden className={classes.arrow} />
            {group.name} ({group.fields.length})
          </button>
        ) : (
          group.name
        )}
      </h3>
      {group.note && (
        <Text size="xs" c="dimmed" className={classes.note}>
          {group.note}
        </Text>
      )}
      {shows &&
        group.fields.map((field) => {
          const key = keyOf(draft.spec.mapping, field)
          return (
            <FieldRow
              key={field.name}
              field={field}
              assign={draft.spec.mapping[key]}
              columns={columns}
              suggested={draft.suggested.includes(field.name)}
              fault={faultAt([...faults, ...preview.faults], `mapping.${key}`)}
              path={`mapping.${key}`}
              preview={preview}
              onChange={(assign) => onMap(field, assign)}
            />
          )
        })}
    </section>
  )
}
