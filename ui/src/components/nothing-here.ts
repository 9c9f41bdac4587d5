/** nothingHere is said of a row in doubt whose sync is deleted. */
export const nothingHere = 'Its sync is deleted: nothing can be decided about it here any more.'
