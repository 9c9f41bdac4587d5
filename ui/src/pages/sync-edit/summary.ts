import type { DestinationType, Operation } from '../../api/schema'
import { modes } from './OperationStep'
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
    { label: modes[spec.mode]?.title ?? 'Mode', value: modes[spec.mode]?.doc ?? spec.mode },
    ...(operation?.settings ?? []).map((field) => ({
      label: field.label ?? field.name,
      value: String(spec.settings[field.name] ?? 'not chosen'),
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

function brakes({ brakes: b }: SyncSpec): string {
  const said = [
    b.max_rows !== undefined && `more than ${b.max_rows.toLocaleString('en')} rows`,
    b.max_share !== undefined && `more than ${Math.round(b.max_share * 100)} % of the model`,
    b.max_growth !== undefined && `more than ${b.max_growth} times the usual`,
    b.new_keys !== undefined && `more than ${Math.round(b.new_keys * 100)} % new keys`,
    b.empty === 'hold' && 'an empty model',
  ].filter((one) => one !== false)
  return said.length === 0 ? 'None: nothing holds a run.' : `A run is held at ${said.join(', ')}.`
}
