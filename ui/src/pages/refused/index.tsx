import { getRouteApi } from '@tanstack/react-router'
import { OpenRows } from '../open/OpenRows'
import { words } from '../open/words'

const route = getRouteApi('/shell/refused')

/** The rows that are refused, whichever run refused them. */
export default function RefusedPage() {
  return <OpenRows of={words.refused} search={route.useSearch()} />
}
