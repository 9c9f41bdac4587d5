import { Text } from '@mantine/core'
import { IconSparkles } from '@tabler/icons-react'
import { type ReactNode, useId } from 'react'
import type { Field } from '../../../api/schema'
import { Badge } from '../../../components/Badge'
import { KeyText } from '../../../components/KeyText'
import { type Known, typeWords } from '../columns'
import { Lockable } from '../Lockable'
import type { PreviewState } from '../preview/usePreview'
import type { Assign } from '../spec'
import { AssignEditor } from './AssignEditor'
import { labelOf } from './fields'
import classes from './Mapping.module.css'

export interface FieldRowProps {
  field: Field
  assign: Assign | undefined
  columns: Known[]
  /** Where it is in the spec: mapping.country, mapping.items.map.sku. */
  path: string
  preview: PreviewState
  fault?: string
  suggested?: boolean
  /** Whether it is a member of a list's elements. */
  inner?: boolean
  onChange: (assign: Assign | undefined) => void
  /** What stands in place of the field's name, where a person gives it. */
  naming?: ReactNode
}

/** FieldRow is a field, what it takes, and what fills it. */
export function FieldRow(props: FieldRowProps) {
  const { field, path, suggested = false, inner = false, naming } = props
  const id = useId()
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row
    <div
      role="group"
      aria-labelledby={id}
      className={classes.row}
      data-inner={inner || undefined}
      data-path={path}
    >
      <div className={classes.field}>
        <div className={classes.name} id={id}>
          {naming ?? labelOf(field)}
          {field.required && <span className={classes.required}> required</span>}
        </div>
        <Text size="xs" c="dimmed">
          {!naming && <KeyText>{field.name}</KeyText>} {typeWords[field.type] ?? field.type}
        </Text>
        {field.doc && (
          <Text size="xs" c="dimmed">
            {field.doc}
          </Text>
        )}
        {suggested && (
          <Badge tone="busy" icon={IconSparkles}>
            Suggested
          </Badge>
        )}
      </div>
      <Lockable>
        <AssignEditor {...props} />
      </Lockable>
    </div>
  )
}
