import type { DestinationType } from '../../api/schema'
import type { SyncSpec } from './spec'

/** only is what of a destination's operations need not be chosen, since there is no other. */
export function only(type: DestinationType | undefined): Partial<Pick<SyncSpec, 'operation' | 'mode'>> {
  const [one, ...others] = type?.operations ?? []
  if (!one || others.length > 0) {
    return {}
  }
  const [mode, ...more] = one.modes
  return mode && more.length === 0 ? { operation: one.name, mode } : { operation: one.name }
}
