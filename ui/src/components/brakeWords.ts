import type { Brakes } from '../pages/sync-edit/spec'
import { counted } from './Count'

/** brakeWords says beyond what a run is held; undefined if nothing holds one. */
export function brakeWords(b: Brakes): string | undefined {
  const said = [
    b.max_rows !== undefined && (b.max_rows === 0 ? 'any row' : `more than ${counted(b.max_rows, 'row')}`),
    b.max_share !== undefined && `more than ${Math.round(b.max_share * 100)} % of the model`,
    b.max_growth !== undefined && `more than ${b.max_growth} times the usual`,
    b.new_keys !== undefined && `more than ${Math.round(b.new_keys * 100)} % new keys`,
    b.empty === 'hold' && 'an empty model',
  ].filter((one) => one !== false)
  return said.length === 0 ? undefined : said.join(', ')
}
