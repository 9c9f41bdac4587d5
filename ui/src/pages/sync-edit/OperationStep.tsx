import type { DestinationType, Operation } from '../../api/schema'
import { Section } from '../../components/Section'
import { SkeletonText } from '../../components/SkeletonText'
import { ChoiceList } from './ChoiceList'
import { faultAt } from './steps'
import { useBuilder } from './useBuilder'

/** What each mode does with the rows that a run finds. */
export const modes: Record<string, { title: string; doc: string }> = {
  insert: {
    title: 'Insert',
    doc: 'Rows that are new are sent, each of them once. A row that changes later is not sent again.',
  },
  upsert: {
    title: 'Upsert',
    doc: 'Rows that are new or have changed are sent: a record that is there is updated, otherwise it is created.',
  },
  update: {
    title: 'Update',
    doc: 'Records that are there are updated. None is created: a row without a record is refused.',
  },
  mirror: {
    title: 'Mirror',
    doc: 'As upsert, and the record of a row that has left the model is deleted.',
  },
}

// Where nobody can be asked without sending, what is sent goes by no record that is there.
const unasked: Record<string, string> = {
  upsert:
    'Rows that are new or have changed are sent, each by one request. What is created and what is updated is up to whoever answers.',
  update: 'As upsert: the same requests are sent.',
}

/** modeDoc says what a mode does with the rows that a run finds. */
export function modeDoc(mode: string, type: DestinationType | undefined): string | undefined {
  return (type?.testable === false ? unasked[mode] : undefined) ?? modes[mode]?.doc
}

/** OperationStep chooses what is done with a record, and with which rows. */
export function OperationStep() {
  const { draft, change, type, operation, faults } = useBuilder()
  if (!type) {
    return <SkeletonText lines={6} />
  }
  return (
    <>
      <Section title="Operation" lead={`What ${type.label} is sent.`}>
        <ChoiceList
          label="Operation"
          value={draft.spec.operation}
          onChange={(name) => change(chosen(type.operations, name))}
          error={faultAt(faults, 'operation')}
          choices={type.operations.map((one) => ({
            value: one.name,
            title: one.label,
            detail: one.modes.map((mode) => modes[mode]?.title ?? mode).join(', '),
            doc: one.doc,
          }))}
        />
      </Section>
      {operation && (
        <Section title="Mode" lead="Which rows are sent.">
          <ChoiceList
            label="Mode"
            value={draft.spec.mode}
            onChange={(mode) => change({ mode, on_removed: '' })}
            error={faultAt(faults, 'mode')}
            choices={operation.modes.map((mode) => ({
              value: mode,
              title: modes[mode]?.title ?? mode,
              doc: modeDoc(mode, type),
            }))}
          />
        </Section>
      )}
    </>
  )
}

// Another operation has other fields: what was mapped for the one before is of no use.
function chosen(operations: Operation[], name: string) {
  const operation = operations.find((one) => one.name === name)
  return {
    operation: name,
    mode: operation?.modes[0] ?? '',
    settings: {},
    match: undefined,
    mapping: {},
    custom: {},
    on_removed: '',
  }
}
