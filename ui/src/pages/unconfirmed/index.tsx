import { getRouteApi } from '@tanstack/react-router'
import { OpenRows } from '../open/OpenRows'
import { words } from '../open/words'

const route = getRouteApi('/shell/unconfirmed')

/** The rows that were accepted and not confirmed, until somebody has decided about them. */
export default function UnconfirmedPage() {
  return <OpenRows of={words.unconfirmed} search={route.useSearch()} />
}
