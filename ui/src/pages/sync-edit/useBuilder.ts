import { useQuery } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { destinationsQuery, destinationTypesQuery } from '../../api/destinations'
import { modelsQuery } from '../../api/models'
import type { Problem } from '../../api/problem'
import { problemOf } from '../../api/problem'
import type { DestinationType, Operation, Resource, Suggestion } from '../../api/schema'
import { suggestionQuery } from '../../api/sync-builder'
import type { Draft, Drafting } from './draft'
import type { Missing } from './missing'
import type { Looking } from './preview/usePreview'
import type { PlacedFault } from './steps'

/** Surroundings is what a draft refers to, as far as it is known. */
export interface Surroundings {
  models: Resource[] | undefined
  destinations: Resource[] | undefined
  types: DestinationType[] | undefined
  /** The type of the chosen destination. */
  type: DestinationType | undefined
  operation: Operation | undefined
  /** The model's columns and first rows, and the mapping that its names suggest. */
  suggestion: Suggestion | undefined
  problem: Problem | undefined
}

export function useSurroundings({ spec }: Draft): Surroundings {
  const models = useQuery(modelsQuery)
  const destinations = useQuery(destinationsQuery)
  const types = useQuery(destinationTypesQuery)
  const suggestion = useQuery(suggestionQuery(spec.model, spec.destination, spec.operation))
  const type = typeOf(spec.destination, destinations.data?.items, types.data?.items)
  const error = models.error ?? destinations.error ?? types.error ?? suggestion.error
  return {
    models: models.data?.items,
    destinations: destinations.data?.items,
    types: types.data?.items,
    type,
    operation: type?.operations.find((one) => one.name === spec.operation),
    suggestion: suggestion.data,
    problem: error ? problemOf(error) : undefined,
  }
}

/** typeOf is the type of a destination by its name. */
export function typeOf(
  name: string,
  destinations: Resource[] | undefined,
  types: DestinationType[] | undefined,
): DestinationType | undefined {
  const spec = destinations?.find((one) => one.name === name)?.spec
  const type = typeof spec === 'object' && spec !== null && 'type' in spec ? spec.type : undefined
  return types?.find((one) => one.name === type)
}

/** Builder is what the steps share. */
export interface BuilderState extends Drafting, Surroundings {
  /** The sync's name if it is there already. */
  existing: Resource | undefined
  name: string
  /** Whether nothing can be changed, since it came from files and nobody has said to change it here. */
  locked: boolean
  /** The row that previews show. */
  looking: Looking
  look: (at: Looking) => void
  /** All that is missing, whether it is said beside its field yet or not. */
  missing: Missing[]
  /** What is missing in the steps that somebody wanted to leave. */
  told: Missing[]
  /** What is told, and what the server has found wrong when it was saved, by where it is. */
  faults: PlacedFault[]
  /** Says beside its field that something is missing, and takes the focus there once its step is shown. */
  lead: (to: Missing) => void
}

export const BuilderContext = createContext<BuilderState | undefined>(undefined)

export function useBuilder(): BuilderState {
  const builder = useContext(BuilderContext)
  if (!builder) {
    throw new Error('a step of the builder stands outside of it')
  }
  return builder
}
