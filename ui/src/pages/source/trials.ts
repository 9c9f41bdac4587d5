import { type Spec, testSource } from '../../api/setup'
import type { Trial } from '../../components/useTrials'

/** trialsOf is what can be tried of a source: to read it. */
export function trialsOf(name: string, spec: Spec): Trial[] {
  return [{ label: 'Reading it', run: () => testSource(name, spec) }]
}
