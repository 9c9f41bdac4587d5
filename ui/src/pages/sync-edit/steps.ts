import type { Problem } from '../../api/problem'
import type { Fault, Operation } from '../../api/schema'
import { advised } from '../../api/sentence'
import { isMapped } from './mapping/fields'
import type { StepName } from './search'
import type { SyncSpec } from './spec'

export interface Step {
  name: StepName
  label: string
}

/** stepsOf are the steps that a sync of this operation has. */
export function stepsOf(spec: SyncSpec, operation: Operation | undefined): Step[] {
  const settings = operation?.settings ?? []
  const steps: (Step | false)[] = [
    { name: 'model', label: 'Model' },
    { name: 'destination', label: 'Destination' },
    { name: 'operation', label: 'Operation' },
    settings.length > 0 && {
      name: 'settings',
      label: settings.length === 1 ? (settings[0]?.label ?? 'Settings') : 'Settings',
    },
    matches(spec, operation) && { name: 'match', label: 'Matching' },
    { name: 'mapping', label: 'Mapping' },
    { name: 'running', label: 'Running' },
    { name: 'review', label: 'Review' },
  ]
  return steps.filter((step) => step !== false)
}

/**
 * matches says whether records are matched: where existing ones are changed, and where what they are matched
 * by is what makes an inserted one unique.
 */
export function matches(spec: SyncSpec, operation: Operation | undefined): boolean {
  if (!operation || ((operation.match ?? []).length === 0 && !operation.any_match)) {
    return false
  }
  return spec.mode === 'insert' ? operation.key?.match === true : true
}

/** matched is the pair that finds a record, and whether it is given without one, by how its field is mapped. */
export function matched({ match, mode, mapping }: SyncSpec, operation: Operation) {
  const first = mode === 'insert' ? '' : (operation.match?.[0] ?? '')
  const field = match?.field ?? first
  const declared = operation.fields.find((one) => one.name === first)
  const given = first !== '' && field === first && declared !== undefined && isMapped(mapping, declared)
  return { field, column: match?.column ?? '', given }
}

/** PlacedFault is a fault of a sync with the step that it belongs to. */
export interface PlacedFault {
  step: StepName
  path: string
  text: string
  hint?: string
}

/** placed sorts what the server has found by the steps where it can be mended. */
export function placed(problem: Problem | undefined, name: string): PlacedFault[] {
  if (!problem) {
    return []
  }
  const one: Fault = { detail: problem.detail, path: problem.path, hint: problem.hint }
  const faults = problem.errors?.length ? problem.errors : [one]
  return faults.map((fault) => {
    const path = (fault.path ?? '').replace(`syncs.${name}`, '').replace(/^\./, '')
    return { step: stepOf(path, fault.detail), path, text: fault.detail, hint: fault.hint }
  })
}

function stepOf(path: string, detail: string): StepName {
  const [part] = path.split(/[.[]/)
  switch (part) {
    case 'mapping':
    case 'custom':
      return 'mapping'
    case 'model':
    case 'destination':
    case 'settings':
      return part
    case 'operation':
    case 'mode':
      return 'operation'
    case 'match':
    case 'rename':
      return 'match'
    case 'schedule':
    case 'brakes':
    case 'first_run':
    case 'retry_refused':
    case 'on_removed':
    case 'alerts':
      return 'running'
    default:
      return /lacks the setting/.test(detail) ? 'settings' : 'review'
  }
}

/** faultAt is the fault of one place: a field of the mapping, or one inside of it. */
export function faultAt(faults: PlacedFault[], path: string): string | undefined {
  const name = path.split('.').at(-1) ?? ''
  const fault = faults.find(
    (one) => one.path === path || (one.path === 'mapping' && one.text.startsWith(`${name} is required`)),
  )
  return fault && advised(fault.text, fault.hint)
}
