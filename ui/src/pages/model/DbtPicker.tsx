import { type ComboboxItem, Select, SimpleGrid, Text, TextInput } from '@mantine/core'
import { getHotkeyHandler, useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { dbtModelsQuery } from '../../api/preview'
import { problemOf } from '../../api/problem'
import type { DbtModel } from '../../api/schema'
import { advised, sentence } from '../../api/sentence'
import { KeyText } from '../../components/KeyText'

interface DbtPickerProps {
  /** The table that the chosen model was built as. */
  value: string
  onChange: (table: string, name: string) => void
  fault: string | undefined
  locked: boolean
  onRun: () => void
}

/** DbtPicker chooses a model of dbt: what is read is the table that dbt built it as. */
export function DbtPicker({ value, onChange, fault: lack, locked, onRun }: DbtPickerProps) {
  const [manifest, setManifest] = useState('')
  const [picked, setPicked] = useState<string>()
  const [settled] = useDebouncedValue(manifest.trim(), 400)
  const listed = useQuery(dbtModelsQuery(settled))
  const models = listed.data?.items ?? []
  const of = models.filter((model) => model.table === value)
  const chosen = of.find((model) => model.name === picked) ?? of[0]
  const fault = listed.error ? problemOf(listed.error) : undefined
  const pick = (name: string | null) => {
    const model = models.find((one) => one.name === name)
    setPicked(model?.name)
    onChange(model?.table ?? '', model?.name ?? '')
  }
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" maw={760}>
        <TextInput
          label="dbt manifest"
          description="Where dbt has written it, in the server's folder."
          placeholder="Default: target/manifest.json"
          value={manifest}
          error={fault && advised(fault.detail, fault.hint)}
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
          placeholder={models.length > 0 ? `Choose one of ${models.length}` : undefined}
          nothingFoundMessage={listed.isPending ? 'Reading the manifest…' : 'No such model'}
          data={models.map((model) => model.name)}
          filter={({ options, search }) =>
            options.filter((one) => 'value' in one && says(models, one.value, search.trim().toLowerCase()))
          }
          renderOption={({ option }) => <Option option={option} models={models} />}
          value={chosen?.name ?? null}
          error={lack}
          readOnly={locked}
          onKeyDown={getHotkeyHandler([['mod+Enter', onRun]])}
          onChange={pick}
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

// What dbt's project says of a model finds it, too.
function says(models: DbtModel[], name: string, text: string): boolean {
  const model = models.find((one) => one.name === name)
  return `${name} ${model?.kind} ${model?.description ?? ''}`.toLowerCase().includes(text)
}

function Option({ option, models }: { option: ComboboxItem; models: DbtModel[] }) {
  const model = models.find((one) => one.name === option.value)
  const words = [model?.kind !== 'model' && model?.kind, model?.description].filter(Boolean).join(': ')
  return (
    <div style={{ minWidth: 0 }}>
      <Text size="sm">{option.label}</Text>
      {words && (
        <Text size="xs" c="dimmed" lineClamp={2}>
          {words}
        </Text>
      )}
    </div>
  )
}

/** OfDbt says which model of dbt a table was built by, where the usual manifest knows it. */
export function OfDbt({ table }: { table: string }) {
  const listed = useQuery(dbtModelsQuery(''))
  const model = listed.data?.items.find((one) => one.table === table)
  return model ? (
    <Text size="sm" c="dimmed">
      dbt {model.kind} {model.name}.{model.description && ` ${sentence(model.description)}`}
    </Text>
  ) : null
}
