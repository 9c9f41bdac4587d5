import { Text } from '@mantine/core'
import type { DestinationType, Resource } from '../../api/schema'
import { specOf } from '../../api/setup'
import { Nothing } from '../../components/Nothing'
import { credentialsOf, missingOf } from '../destination/credentials'

interface CredentialsProps {
  destination: Resource
  type: DestinationType | undefined
}

/** Credentials is which operations a destination has what it takes for, and which not. */
export function Credentials({ destination, type }: CredentialsProps) {
  if (!type) {
    return <Nothing />
  }
  const spec = specOf(destination)
  const lacking = credentialsOf(type).filter((one) => missingOf(one, spec).length > 0)
  if (lacking.length === 0) {
    return (
      <Text component="span" size="sm">
        Complete
      </Text>
    )
  }
  return lacking.map((one) => (
    <Text key={one.label} size="xs" c="dimmed">
      No{' '}
      {missingOf(one, spec)
        .map((name) => type.settings.find((field) => field.name === name)?.label ?? name)
        .join(', ')}
      : cannot send {one.operations.map((operation) => operation.label).join(', ')}
    </Text>
  ))
}
