import { Select, SimpleGrid, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { dbtModelsQuery } from '../../api/preview'
import { problemOf } from '../../api/problem'
import { KeyText } from '../../components/KeyText'
import { sentence } from '../../components/ProblemNotice'

interface DbtPickerProps {
  /** The table that the chosen model was built as. */
  value: string
  onChange: (table: string) => void
  locked: boolean
}

/** DbtPicker chooses a model of dbt: what is read is the table that dbt built it as. */
export function DbtPicker({ value, onChange, locked }: DbtPickerProps) {
  const [manifest, setManifest] = useState('')
  const [settled] = useDebouncedValue(manifest.trim(), 400)
  const listed = useQuery(dbtModelsQuery(settled))
  const models = listed.data?.items ?? []
  const chosen = models.find((model) => model.table === value)
  const fault = listed.error ? problemOf(listed.error) : undefined
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" maw={760}>
        <TextInput
          label="dbt manifest"
          description="Where dbt has written it, in the server's folder."
          placeholder="Default: target/manifest.json"
          value={manifest}
          error={fault && [sentence(fault.detail), fault.hint].filter(Boolean).join(' ')}
          readOnly={locked}
          spellCheck={false}
          onChange={(event) => setManifest(event.currentTarget.value)}
        />
        <Select
          label="dbt model"
          description="The table that it was built as is read."
          required
          searchable
          limit={200}
          placeholder={models.length > 0 ? 'Choose a model' : undefined}
          nothingFoundMessage="No such model"
          data={models.map((model) => ({ value: model.table, label: model.name }))}
          value={chosen ? value : null}
          readOnly={locked}
          onChange={(table) => onChange(table ?? '')}
        />
      </SimpleGrid>
      {listed.data && models.length === 0 && (
        <Text size="sm" c="dimmed">
          There is no manifest with models. dbt writes it to target/manifest.json when it compiles, builds or
          runs.
        </Text>
      )}
      {chosen && (
        <Text size="sm">
          {chosen.description && `${sentence(chosen.description)} `}Built as <KeyText>{chosen.table}</KeyText>
          .
        </Text>
      )}
    </>
  )
}
