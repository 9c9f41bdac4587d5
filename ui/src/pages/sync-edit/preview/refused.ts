import type { Operation } from '../../../api/schema'
import { assigned, type Mapping } from '../spec'
import type { PlacedFault } from '../steps'

/**
 * refusedFields says beside which field the refusal of a row belongs: it begins with the field's name and
 * place (items[1].value: …), or it is what the field says of itself when it is missing.
 */
export function refusedFields(
  refused: string | undefined,
  operation: Operation | undefined,
  mapping: Mapping,
): PlacedFault[] {
  if (!refused || !operation) {
    return []
  }
  const missing = operation.fields.find((field) => field.missing === refused)
  if (missing) {
    return [{ step: 'mapping', path: `mapping.${missing.name}`, text: `This row: ${refused}` }]
  }
  const parts = /missing required field\(s\): ([\w, ]+)/.exec(refused)?.[1]
  const list = operation.fields.find((one) => one.fields?.length && assigned(mapping[one.name]))
  if (parts && list) {
    return parts.split(', ').map((part) => ({
      step: 'mapping',
      path: `mapping.${list.name}.map.${part}`,
      text: `This row: ${refused}`,
    }))
  }
  const named = /^(\w+)(?:\[\d+\])?(?:\.(\w+))?[: ]/.exec(refused)
  const field = operation.fields.find(
    (one) => one.name === named?.[1] || one.aliases?.includes(named?.[1] ?? ''),
  )
  if (!field) {
    return []
  }
  const path = named?.[2] ? `mapping.${field.name}.map.${named[2]}` : `mapping.${field.name}`
  return [{ step: 'mapping', path, text: `This row: ${refused}` }]
}
