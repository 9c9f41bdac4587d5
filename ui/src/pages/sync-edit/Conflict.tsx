import { Alert, Button, Group, Text } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { syncQuery } from '../../api/syncs'
import { Time } from '../../components/Time'
import { readSpec } from './spec'
import { useBuilder } from './useBuilder'

/** Conflict says that somebody was faster, and lets one choose whose change stays. */
export function Conflict({ name }: { name: string }) {
  const { set } = useBuilder()
  const now = useQuery({ ...syncQuery(name), staleTime: 0 })
  const theirs = now.data
  return (
    <Alert
      role="alert"
      variant="default"
      icon={<IconUsers aria-hidden />}
      title="Somebody has changed this sync"
    >
      <Text size="sm" mb="xs">
        {theirs ? (
          <>
            {theirs.data.updated_by} saved it <Time at={theirs.data.updated_at} show="relative" />, after you
            had opened it.
          </>
        ) : (
          'It was saved after you had opened it.'
        )}
      </Text>
      {theirs && (
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            onClick={() => set({ spec: readSpec(theirs.data.spec), version: theirs.version, suggested: [] })}
          >
            Take theirs
          </Button>
          <Button size="xs" variant="default" onClick={() => set({ version: theirs.version })}>
            Keep mine, to save over it
          </Button>
        </Group>
      )}
    </Alert>
  )
}
