import { NativeSelect, Text, Textarea } from '@mantine/core'
import { useRef } from 'react'
import { type Known, shown } from '../columns'
import classes from './Mapping.module.css'

interface TemplateEditorProps {
  label: string
  value: string
  columns: Known[]
  /** Whether the columns are members of a list's element. */
  element: boolean
  /** What it makes of the row that is looked at. */
  rendered: unknown
  error: string | undefined
  onChange: (template: string) => void
}

/** TemplateEditor writes a Liquid template, and puts columns in where the cursor is. */
export function TemplateEditor({
  label,
  value,
  columns,
  element,
  rendered,
  error,
  onChange,
}: TemplateEditorProps) {
  const area = useRef<HTMLTextAreaElement>(null)
  const insert = (name: string) => {
    const at = area.current?.selectionStart ?? value.length
    const to = area.current?.selectionEnd ?? at
    onChange(`${value.slice(0, at)}{{ ${element ? 'element' : 'row'}.${name} }}${value.slice(to)}`)
    area.current?.focus()
  }
  return (
    <div className={classes.template}>
      <Textarea
        ref={area}
        size="xs"
        autosize
        minRows={1}
        maxRows={8}
        spellCheck={false}
        aria-label={label}
        placeholder={`{{ ${element ? 'element' : 'row'}.${columns[0]?.name ?? 'column'} | upcase }}`}
        classNames={{ input: classes.mono }}
        error={error}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <NativeSelect
        size="xs"
        aria-label={`Insert into: ${label}`}
        value=""
        data={[
          { value: '', label: element ? 'Insert a member' : 'Insert a column' },
          ...columns.map((column) => ({ value: column.name, label: column.name })),
        ]}
        onChange={(event) => insert(event.currentTarget.value)}
      />
      {value !== '' && rendered !== undefined && (
        <Text size="xs" c="dimmed">
          Becomes <span className={classes.mono}>{shown(rendered)}</span>
        </Text>
      )}
    </div>
  )
}
