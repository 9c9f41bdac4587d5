/** nothingHere is said of a row in doubt whose sync is deleted. */
export const nothingHere =
  'Its sync is deleted: to decide, add one of this name that sends to the same account.'
