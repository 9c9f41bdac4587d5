import { Autocomplete, Group, SegmentedControl, Select, Stack, Text } from '@mantine/core'
import { getHotkeyHandler } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef } from 'react'
import { faultOf, type Problem, problemOf } from '../../api/problem'
import type { Resource } from '../../api/schema'
import { sentence } from '../../api/sentence'
import { useMay } from '../../api/session'
import { specOf, tablesQuery, textOf } from '../../api/setup'
import { SqlEditor, type SqlInsert } from '../../components/SqlEditor'
import { wholeName } from '../source/Tables'
import { DbtPicker, OfDbt } from './DbtPicker'
import type { From, ModelDraft } from './draft'
import { runKeys } from './PreviewPart'
import classes from './Query.module.css'
import { TablePicker } from './TablePicker'

interface QueryProps {
  draft: ModelDraft
  /** A name is what a model could be called that is made of what was chosen. */
  onChange: (part: Partial<ModelDraft>, name?: string) => void
  sources: readonly Resource[]
  /** What is missing or wrong; its faults are shown beside their fields. */
  problem: Problem | undefined
  locked: boolean
  onRun: () => void
}

const ways = [
  { value: 'sql', label: 'SQL' },
  { value: 'table', label: 'Table' },
  { value: 'dbt', label: 'dbt model' },
]

const nothing: string[] = []

/** Query is which rows a model has: those of a query, of a table, or of a dbt model. */
export function Query({ draft, onChange, sources, problem, locked, onRun }: QueryProps) {
  const editor = useRef<SqlInsert>(null)
  const may = useMay('write')
  const listed = useQuery({ ...tablesQuery(draft.source), enabled: draft.source !== '' })
  const tables = useMemo(() => listed.data?.items.map(wholeName), [listed.data])
  const source = sources.find((each) => each.name === draft.source)
  const file = textOf(draft.rest, 'sql_file')
  const fault = listed.error ? sentence(problemOf(listed.error).detail) : undefined
  return (
    <Stack gap="md">
      <Group gap="md" align="flex-end">
        <Select
          label="Source"
          required
          w={{ base: '100%', xs: 260 }}
          placeholder="Choose a source"
          data={sources.map((each) => each.name)}
          value={draft.source || null}
          error={faultOf(problem, 'source')}
          readOnly={locked}
          variant={locked ? 'filled' : 'default'}
          onChange={(chosen) => onChange({ source: chosen ?? '' })}
        />
        {!locked && (
          <SegmentedControl
            aria-label="What its rows are"
            data={ways}
            value={draft.from}
            onChange={(from) => onChange({ from: from as From })}
          />
        )}
      </Group>
      {draft.from === 'sql' && (
        <>
          {file !== '' && draft.sql === '' && (
            <Text size="sm">The query is in the file {file}. What you write here takes its place.</Text>
          )}
          <div className={classes.query}>
            <SqlEditor
              ref={editor}
              label="SQL"
              value={draft.sql}
              onChange={(sql) => onChange({ sql })}
              onRun={onRun}
              dialect={source ? textOf(specOf(source), 'type') : ''}
              tables={tables ?? nothing}
              locked={locked}
              fault={faultOf(problem, 'sql')}
            />
            <TablePicker
              tables={draft.source === '' ? nothing : tables}
              fault={draft.source === '' ? 'Choose a source to see its tables.' : fault}
              locked={locked}
              onPick={(table) => editor.current?.insert(table)}
            />
          </div>
        </>
      )}
      {draft.from === 'table' && may && draft.table !== '' && <OfDbt table={draft.table} />}
      {draft.from === 'table' && (
        <Autocomplete
          label="Table"
          description={`All of its rows and columns are read. ${runKeys} previews them.`}
          onKeyDown={getHotkeyHandler([['mod+Enter', onRun]])}
          required
          maw={420}
          data={tables ?? nothing}
          limit={100}
          maxDropdownHeight={260}
          value={draft.table}
          error={faultOf(problem, 'table') ?? fault}
          readOnly={locked}
          spellCheck={false}
          onChange={(table) => onChange({ table })}
        />
      )}
      {draft.from === 'dbt' && (
        <DbtPicker
          value={draft.built}
          fault={faultOf(problem, 'dbt')}
          locked={locked}
          onChange={(built, name) => onChange({ built }, name)}
          onRun={onRun}
        />
      )}
    </Stack>
  )
}
