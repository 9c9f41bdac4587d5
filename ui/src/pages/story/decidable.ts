import type { Story } from '../../api/schema'

const undecided = ['in doubt', 'refused', 'deferred', 'rekeyed', 'given up']

/** decidable says whether a person can decide: not about what was accepted, unless the answer was lacking and nobody has decided since. */
export function decidable(story: Story): boolean {
  const state = story.entry?.state
  return state !== undefined && (undecided.includes(state) || (state === 'accepted' && story.unconfirmed))
}
