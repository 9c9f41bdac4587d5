/** notAgain says of a row why its sync does not send it again: it is deleted, or sends to another account now. */
export function notAgain({ account }: { account: string }, now: string | undefined): string {
  return now === undefined
    ? 'Its sync is deleted: nothing sends it again.'
    : `Its sync sends to the account ${now} now: nothing sends it to ${account} again.`
}
