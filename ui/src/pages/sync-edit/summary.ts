import type { DestinationType, Operation } from '../../api/schema'
import { brakeWords } from '../../components/brakeWords'
import { modeDoc, modes } from './OperationStep'
import { describe } from './running/schedule'
import { assigned, type SyncSpec } from './spec'

interface Stated {
  label: string
  value: string
}

/** summary says in plain words what a sync does. */
export function summary(
  spec: SyncSpec,
  type: DestinationType | undefined,
  operation: Operation | undefined,
  names: ReadonlyMap<string, string>,
): Stated[] {
  const vendor = type?.label ?? spec.destination
  const label = operation?.label ?? spec.operation
  const mapped = Object.values(spec.mapping).filter(assigned).length
  const custom = Object.values(spec.custom).filter(assigned).length
  const facts: Stated[] = [
    {
      label: 'What it does',
      value: `Sends the rows of ${spec.model} to ${vendor} (${spec.destination}) as ${label.toLowerCase()}.`,
    },
    { label: modes[spec.mode]?.title ?? 'Mode', value: modeDoc(spec.mode, type) ?? spec.mode },
    ...(operation?.settings ?? []).map((field) => ({
      label: field.label ?? field.name,
      value: names.get(field.name) ?? String(spec.settings[field.name] ?? 'not chosen'),
    })),
    ...(spec.match
      ? [
          {
            label: 'Matching',
            value: `${spec.match.field} is matched with the column ${spec.match.column}.`,
          },
        ]
      : []),
    {
      label: 'Mapping',
      value: `${mapped} of ${operation?.fields.length ?? 0} fields${custom > 0 ? `, and ${custom} custom` : ''}.`,
    },
    { label: 'Schedule', value: `It runs ${describe(spec.schedule)}.` },
    {
      label: 'First run',
      value:
        spec.first_run === 'skip'
          ? 'Sends nothing, and remembers what is there.'
          : 'Sends everything that was not accepted before.',
    },
    { label: 'Brakes', value: brakes(spec) },
  ]
  return facts
}

function brakes(spec: SyncSpec): string {
  const held = brakeWords(spec.brakes)
  return held ? `A run is held at ${held}.` : 'None: nothing holds a run.'
}
