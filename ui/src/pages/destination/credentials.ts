import type { DestinationType, Sync } from '../../api/schema'
import { type Spec, testDestination, textOf } from '../../api/setup'
import type { Trial } from '../../components/useTrials'

/** Credential is a group of settings that some operations cannot do without. */
export interface Credential {
  settings: string[]
  label: string
  operations: { name: string; label: string }[]
}

/** credentialsOf groups the operations of a type by what they need. */
export function credentialsOf(type: DestinationType): Credential[] {
  const groups = new Map<string, Credential>()
  for (const { name, label, needs = [] } of type.operations) {
    const id = needs.join(' ')
    const group = groups.get(id) ?? {
      settings: needs,
      label: needs.length > 0 ? needs.map((need) => labelOf(type, need)).join(' and ') : 'Connection',
      operations: [],
    }
    group.operations.push({ name, label })
    groups.set(id, group)
  }
  return [...groups.values()]
}

function labelOf(type: DestinationType, setting: string): string {
  return type.settings.find((field) => field.name === setting)?.label ?? setting
}

/** missingOf is which settings of a credential are not given. */
export function missingOf(credential: Credential, spec: Spec): string[] {
  return credential.settings.filter((setting) => textOf(spec, setting) === '')
}

/**
 * trialsOf is what can be tried of a destination: each credential by itself, so that one knows which is wrong.
 * What nobody needs and nobody has given is not tried.
 */
export function trialsOf(type: DestinationType, name: string, spec: Spec, syncs: readonly Sync[]): Trial[] {
  const credentials = credentialsOf(type)
  const used = new Set(syncs.filter((sync) => sync.destination === name).map((sync) => sync.operation))
  const given = credentials.some((one) => missingOf(one, spec).length < one.settings.length)
  return credentials.map((one, i) => {
    const use = one.operations.map((operation) => operation.label).join(', ')
    const operations = one.operations.map((operation) => operation.name)
    const absent = one.settings.length > 0 && missingOf(one, spec).length === one.settings.length
    const needed = operations.some((operation) => used.has(operation)) || (!given && i === 0)
    if (absent && !needed) {
      return { label: one.label, use, skipped: `Not given. Only needed to send ${use}.` }
    }
    const lacks = missingOf(one, spec).map((name) => ({
      path: name,
      text: `${labelOf(type, name)} is required to send ${use}.`,
    }))
    return lacks.length > 0
      ? { label: one.label, use, lacks, skipped: lacks.map(({ text }) => text).join(' ') }
      : {
          label: one.label,
          use,
          offline: !type.testable,
          run: () => testDestination(name, spec, operations.slice(0, 1)),
        }
  })
}
