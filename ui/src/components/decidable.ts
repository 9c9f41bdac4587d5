const undecided = ['in doubt', 'refused', 'deferred', 'rekeyed', 'given up']

/** decidable says whether a person can decide about a row of this state: not about what was accepted, unless the answer was lacking and nobody has decided since. */
export function decidable({ state, unconfirmed }: { state: string; unconfirmed?: boolean }): boolean {
  return undecided.includes(state) || (state === 'accepted' && unconfirmed === true)
}
