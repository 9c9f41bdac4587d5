import { getRouteApi } from '@tanstack/react-router'
import { OpenRows } from '../open/OpenRows'
import { words } from '../open/words'

const route = getRouteApi('/shell/in-doubt')

/** The queue of rows of which nobody knows whether they were recorded. */
export default function InDoubtPage() {
  return <OpenRows of={words.in_doubt} search={route.useSearch()} />
}
