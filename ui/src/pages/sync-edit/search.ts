import { oneOf, params, type Search, text } from '../../app/search'

/** The steps of the builder, in order. An operation without settings or matching leaves those out. */
export const stepNames = [
  'model',
  'destination',
  'operation',
  'settings',
  'match',
  'mapping',
  'running',
  'review',
] as const

export type StepName = (typeof stepNames)[number]

/** What the page's URL says behind the question mark. */
export function syncNewSearch(search: Search) {
  return params({
    step: oneOf(search, 'step', stepNames),
    model: text(search, 'model'),
    destination: text(search, 'destination'),
  })
}
