import type { Operation } from '../../api/schema'
import { missingFields, missingMembers } from './mapping/fields'
import { missingOfSchedule } from './running/schedule'
import type { StepName } from './search'
import type { SyncSpec } from './spec'
import { matched, matches, type PlacedFault, type Step } from './steps'

/** Missing is something without which a sync cannot be saved, or sends nothing. */
export interface Missing extends PlacedFault {
  /** What the field is called. */
  label: string
}

/** missingIn is all that a sync still lacks, by the step and the field where it can be given. */
export function missingIn(spec: SyncSpec, operation: Operation | undefined): Missing[] {
  const chosen: (Missing | false)[] = [
    spec.model === '' && { step: 'model', path: 'model', label: 'Model', text: 'Choose a model.' },
    spec.destination === '' && {
      step: 'destination',
      path: 'destination',
      label: 'Destination',
      text: 'Choose a destination.',
    },
    spec.operation === '' && {
      step: 'operation',
      path: 'operation',
      label: 'Operation',
      text: 'Choose what to send.',
    },
    spec.operation !== '' &&
      spec.mode === '' && {
        step: 'operation',
        path: 'mode',
        label: 'Mode',
        text: 'Choose which rows are sent.',
      },
  ]
  const schedule = missingOfSchedule(spec.schedule)
  return [
    ...chosen.filter((one) => one !== false),
    ...(operation ? missingOf(operation, spec) : []),
    ...(schedule ? [{ step: 'running' as const, ...schedule }] : []),
  ]
}

// What an operation asks for.
function missingOf(operation: Operation, spec: SyncSpec): Missing[] {
  const settings = (operation.settings ?? [])
    .filter((field) => field.required && !spec.settings[field.name])
    .map((field) => ({ path: `settings.${field.name}`, label: field.label ?? field.name }))
  return [
    ...settings.map((one) => ({ step: 'settings' as const, ...one, text: `${one.label} is required.` })),
    ...missingMatch(operation, spec),
    ...[...missingFields(operation, spec), ...missingMembers(operation, spec)].map((one) => ({
      step: 'mapping' as const,
      ...one,
    })),
  ]
}

// Half a pair finds nothing. Where none is chosen, records are found by their first field as it is mapped.
function missingMatch(operation: Operation, spec: SyncSpec): Missing[] {
  if (!matches(spec, operation)) {
    return []
  }
  const { field, column, given } = matched(spec, operation)
  if (field === '' && column !== '') {
    const text = 'Say which field has the value of the column.'
    return [{ step: 'match', path: 'match.field', label: 'Field', text }]
  }
  if (field !== '' && column === '' && !given) {
    const text = 'Choose the column whose value the field has.'
    return [{ step: 'match', path: 'match.column', label: 'Column of the model', text }]
  }
  return []
}

// What the steps behind them make no sense without.
const grounds: StepName[] = ['model', 'destination', 'operation']

/** missingBefore is what has to be chosen in an earlier step before there is anything to do in this one. */
export function missingBefore(name: StepName, steps: Step[], missing: Missing[]): Missing | undefined {
  const at = steps.findIndex((step) => step.name === name)
  const before = steps.slice(0, at < 0 ? undefined : at).map((step) => step.name)
  return missing.find(({ step }) => grounds.includes(step) && before.includes(step))
}
