// The forms that are shown, each with whether it has something that is not saved.
const forms = new Set<() => boolean>()

/** unsaved says whether anything on the page would be lost if one left it. */
export function unsaved(): boolean {
  return [...forms].some((changed) => changed())
}

/** watchUnsaved has unsaved ask a form, until what it returns is called. */
export function watchUnsaved(changed: () => boolean): () => void {
  forms.add(changed)
  return () => {
    forms.delete(changed)
  }
}
