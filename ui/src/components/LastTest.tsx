import { Button, Group, Text } from '@mantine/core'
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { problemOf } from '../api/problem'
import { useMay } from '../api/session'
import { noteTried, testSaved, useTried } from '../api/setup'
import { Badge } from './Badge'
import { sentence } from './ProblemNotice'
import { Time } from './Time'

/** LastTest is what came of the last test of something, with a button that tests it now. */
export function LastTest({ place, name }: { place: 'destinations' | 'sources'; name: string }) {
  const may = useMay('run')
  const tried = useTried(place, name)
  const test = useMutation({
    mutationFn: () => testSaved(place, name),
    onSuccess: (result) => noteTried(place, name, [result]),
  })
  const failure = test.error ? problemOf(test.error).detail : tried?.text
  return (
    <Group gap={8} wrap="nowrap">
      <div role="status" aria-label={`Test of ${name}`}>
        {test.error || (tried && !tried.ok) ? (
          <span title={failure}>
            <Badge tone="bad" icon={IconCircleX}>
              Does not work
            </Badge>
          </span>
        ) : tried ? (
          <Badge tone="good" icon={IconCircleCheck}>
            Works
          </Badge>
        ) : (
          <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
            Not tested
          </Text>
        )}
        {failure && <Text size="xs">{sentence(failure)}</Text>}
      </div>
      {tried && !test.error && (
        <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
          <Time at={tried.at} show="relative" />
        </Text>
      )}
      {may && (
        <Button
          variant="default"
          size="compact-xs"
          flex="none"
          loading={test.isPending}
          onClick={() => test.mutate()}
          aria-label={`Test ${name}`}
        >
          Test
        </Button>
      )}
    </Group>
  )
}
