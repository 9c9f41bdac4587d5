import { Button, Group, TextInput } from '@mantine/core'
import { IconSearch, IconWand } from '@tabler/icons-react'
import { useDeferredValue, useMemo, useState } from 'react'
import type { Field } from '../../../api/schema'
import { ProblemNotice } from '../../../components/ProblemNotice'
import { Section } from '../../../components/Section'
import { SkeletonText } from '../../../components/SkeletonText'
import { columnsOf } from '../columns'
import { Preview } from '../preview/Preview'
import { usePreview } from '../preview/usePreview'
import { useBuilder } from '../useBuilder'
import { CustomFields } from './CustomFields'
import { FieldGroup } from './FieldGroup'
import { groupsOf, keyOf, sought } from './fields'
import classes from './Mapping.module.css'
import { suggest } from './suggest'

/** MappingStep says what fills each field, beside what would be sent for one row. */
export function MappingStep() {
  const builder = useBuilder()
  const { draft, change, set, operation, suggestion, type, told: missing } = builder
  const preview = usePreview()
  const [text, setText] = useState('')
  const [told, setTold] = useState('')
  // Fields keep their place while one works on them; they are sorted anew by a visit, or a suggestion.
  const [sorting, setSorting] = useState(draft.spec.mapping)
  // The step shows with what is required; the other fields follow when that is painted, unless one is led to them.
  const rest = useDeferredValue(true, missing.length > 0)
  const columns = useMemo(() => columnsOf(suggestion), [suggestion])
  if (!operation) {
    return <SkeletonText lines={10} />
  }
  const groups = groupsOf(operation, sorting)
  // What is missing is shown, whatever is searched for.
  const lacks = (field: Field) =>
    missing.some(({ path }) => `${path}.`.startsWith(`mapping.${keyOf(draft.spec.mapping, field)}.`))
  const fill = () => {
    if (!suggestion) {
      return
    }
    const { mapping, added } = suggest(draft.spec.mapping, suggestion)
    change({ mapping })
    set({ suggested: [...draft.suggested, ...added] })
    setSorting(mapping)
    setTold(
      added.length === 0
        ? 'No column goes by the name of a field that is still empty.'
        : `Filled ${added.length === 1 ? '1 field' : `${added.length} fields`} by name. Check each one.`,
    )
  }
  return (
    <div className={classes.split}>
      <Section
        title="Mapping"
        lead={`What fills each field of ${type?.label}'s ${operation.label.toLowerCase()}.`}
        actions={
          <Button
            size="xs"
            variant="default"
            leftSection={<IconWand size={15} aria-hidden />}
            disabled={!suggestion || builder.locked}
            onClick={fill}
          >
            Suggest mapping
          </Button>
        }
      >
        <div role="status" className={classes.told}>
          {told}
        </div>
        {operation.fields.length > 6 && (
          <TextInput
            type="search"
            size="xs"
            aria-label="Search the fields"
            placeholder="Search the fields"
            leftSection={<IconSearch size={14} aria-hidden />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        <Group gap={0} className={classes.groups}>
          {groups.slice(0, rest ? undefined : 1).map((group) => (
            <FieldGroup
              key={group.name}
              group={{
                ...group,
                fields: group.fields.filter((field) => sought(field, text) || lacks(field)),
              }}
              open={text !== ''}
              columns={columns}
              preview={preview}
              onMap={(field, assign) => {
                const { mapping } = draft.spec
                const key = keyOf(mapping, field)
                const { [key]: _, ...rest } = mapping
                // What is changed keeps its place in the file.
                change({ mapping: assign ? { ...mapping, [key]: assign } : rest })
                if (draft.suggested.includes(field.name)) {
                  set({ suggested: draft.suggested.filter((name) => name !== field.name) })
                }
              }}
            />
          ))}
        </Group>
        {rest && operation.custom && (
          <CustomFields operation={operation} columns={columns} preview={preview} />
        )}
        {!suggestion && !builder.problem && <SkeletonText lines={2} label="Reading the model" />}
      </Section>
      <aside aria-label="Preview" className={classes.preview}>
        {suggestion ? rest && <Preview preview={preview} /> : <ProblemNotice problem={builder.problem} />}
      </aside>
    </div>
  )
}
