import { Anchor, Button } from '@mantine/core'
import { IconTable } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Resource } from '../../api/schema'
import { EmptyState } from '../../components/EmptyState'
import { Section } from '../../components/Section'
import { SkeletonText } from '../../components/SkeletonText'
import { ChoiceList } from './ChoiceList'
import { faultAt } from './steps'
import { useBuilder } from './useBuilder'

/** ModelStep chooses whose rows are sent. */
export function ModelStep() {
  const { draft, change, models, existing, faults } = useBuilder()
  return (
    <Section
      title="Model"
      lead={
        existing
          ? 'Whose rows are sent. The ledger knows rows by their primary key: another model is another set of rows.'
          : 'Whose rows are sent.'
      }
      actions={
        <Anchor component={Link} to="/models/new" size="sm">
          Add a model
        </Anchor>
      }
    >
      {!models && <SkeletonText lines={6} />}
      {models?.length === 0 && (
        <EmptyState
          icon={IconTable}
          title="No models yet"
          action={
            <Button component={Link} to="/models/new">
              Add model
            </Button>
          }
        >
          A model is a query with a primary key. Make one first; this page waits.
        </EmptyState>
      )}
      {models && models.length > 0 && (
        <ChoiceList
          label="Model"
          value={draft.spec.model}
          onChange={(model) => change({ model })}
          error={faultAt(faults, 'model')}
          choices={models.map((model) => ({
            value: model.name,
            title: model.name,
            detail: detailOf(model),
          }))}
        />
      )}
    </Section>
  )
}

function detailOf({ spec }: Resource): string {
  if (typeof spec !== 'object' || spec === null) {
    return ''
  }
  const source = 'source' in spec ? String(spec.source) : ''
  const from = 'table' in spec ? `table ${String(spec.table)}` : 'dbt' in spec ? 'a dbt model' : 'a query'
  return `${from} of ${source}`
}
