import { Button, Group, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconMinus, IconPencil } from '@tabler/icons-react'
import { problemOf } from '../api/problem'
import type { LastTest as Found } from '../api/schema'
import { useMay } from '../api/session'
import { useTestSaved } from '../api/setup'
import { Badge } from './Badge'
import { sentence } from './ProblemNotice'
import { Time } from './Time'

interface LastTestProps {
  place: 'destinations' | 'sources'
  name: string
  /** Absent if it was never tested. */
  last: Found | undefined
  /** When rows were last accepted over it. */
  delivered?: string | undefined
}

/** LastTest is what came of the last test of a connection, or of a delivery over it since, with a button that tests it now. */
export function LastTest({ place, name, last: tested, delivered }: LastTestProps) {
  const may = useMay('run')
  const test = useTestSaved(place, name)
  const proof = delivered && (!tested || tested.at < delivered) ? delivered : undefined
  const last = proof ? undefined : tested
  const wrong = test.error
    ? problemOf(test.error).detail
    : last && !last.ok
      ? last.notes.find((note) => note.level === 'error')?.message
      : undefined
  return (
    <Group gap={8} wrap="nowrap" justify="space-between">
      <div role="status" aria-label={`Test of ${name}`}>
        {proof && (
          <Badge tone="good" icon={IconCircleCheck}>
            Worked
          </Badge>
        )}
        {last && (
          <Badge {...looks(last)}>{last.changed ? 'Changed since its last test' : wordOf(last)}</Badge>
        )}
        <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }} title={last && `By ${last.by}`}>
          {proof ? (
            <>
              Rows were accepted <Time at={proof} show="relative" />
            </>
          ) : last ? (
            <>
              Tested <Time at={last.at} show="relative" />
              {last.changed && (last.ok ? last.tried && ': worked' : ': did not work')}
            </>
          ) : (
            'Not tested yet'
          )}
        </Text>
        {wrong && (
          <Text size="xs" lineClamp={2} maw={300} title={wrong}>
            {sentence(wrong)}
          </Text>
        )}
      </div>
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

function wordOf(last: Found): string {
  if (!last.ok) {
    return last.tried ? 'Does not work' : 'Could not be tried'
  }
  return last.tried ? 'Works' : 'Looks right, not tried'
}

function looks(last: Found) {
  if (last.changed) {
    return { tone: 'idle', icon: IconPencil } as const
  }
  if (last.ok && !last.tried) {
    return { tone: 'idle', icon: IconMinus } as const
  }
  if (last.ok) {
    return { tone: 'good', icon: IconCircleCheck } as const
  }
  return last.tried
    ? ({ tone: 'bad', icon: IconCircleX } as const)
    : ({ tone: 'late', icon: IconAlertTriangle } as const)
}
