import { Anchor, Button } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { EmptyState } from '../../components/EmptyState'
import { Section } from '../../components/Section'
import { SkeletonText } from '../../components/SkeletonText'
import { ChoiceList } from './ChoiceList'
import { only } from './only'
import { emptySpec } from './spec'
import { faultAt } from './steps'
import { typeOf, useBuilder } from './useBuilder'

/** DestinationStep chooses where the rows go. */
export function DestinationStep() {
  const { draft, change, destinations, types, type, faults } = useBuilder()
  const choose = (destination: string) => {
    const other = typeOf(destination, destinations, types)
    if (other?.name === type?.name) {
      change({ destination })
      return
    }
    // Fields of another vendor mean nothing here.
    const { operation, mode, settings, match, mapping, custom, on_removed } = emptySpec
    change({
      destination,
      operation,
      mode,
      settings,
      match,
      mapping,
      custom,
      on_removed,
      ...only(other),
    })
  }
  return (
    <Section
      title="Destination"
      lead="Where they are sent to."
      actions={
        <Anchor component={Link} to="/destinations/new" size="sm">
          Add a destination
        </Anchor>
      }
    >
      {!destinations && <SkeletonText lines={4} />}
      {destinations?.length === 0 && (
        <EmptyState
          icon={IconSend}
          title="No destinations yet"
          action={
            <Button component={Link} to="/destinations/new">
              Add destination
            </Button>
          }
        >
          A destination is an account at a platform. Add one first; what you have chosen here is kept.
        </EmptyState>
      )}
      {destinations && destinations.length > 0 && (
        <ChoiceList
          label="Destination"
          value={draft.spec.destination}
          onChange={choose}
          error={faultAt(faults, 'destination')}
          choices={destinations.map((destination) => {
            const found = typeOf(destination.name, destinations, types)
            return {
              value: destination.name,
              title: destination.name,
              detail: found?.label,
              doc: found?.operations.map((one) => one.label).join(', '),
            }
          })}
        />
      )}
    </Section>
  )
}
