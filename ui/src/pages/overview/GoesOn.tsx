import { Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { runQuery } from '../../api/runs'
import type { Item } from '../../api/schema'
import { LinkAnchor } from '../../components/Links'
import { progressWords, RunProgress } from '../../components/RunProgress'
import { Section } from '../../components/Section'
import { StatusBadge } from '../../components/StatusBadge'
import { Time } from '../../components/Time'
import classes from './Checklist.module.css'

/** GoesOn is what runs and what waits, with how far it is. */
export function GoesOn({ going }: { going: readonly Item[] }) {
  return (
    <Section title="Running now">
      {going.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing runs, and nothing waits.
        </Text>
      ) : (
        <ol className={classes.steps}>
          {going.map((item) => (
            <li key={item.run}>
              <Line item={item} />
            </li>
          ))}
        </ol>
      )}
    </Section>
  )
}

// Read every now and then: a stream for each of them would use up the browser's connections.
function Line({ item }: { item: Item }) {
  const { data: run } = useQuery({ ...runQuery(item.run), refetchInterval: 1_500 })
  return (
    <div className={classes.words}>
      <Group gap="sm" mb={8}>
        <LinkAnchor to="/runs/$id" params={{ id: item.run }} fw={550}>
          {item.sync}
        </LinkAnchor>
        <StatusBadge status={item.status} />
        <Text size="sm" c="dimmed">
          {(run && progressWords(run)) ?? (
            <>
              asked for <Time at={item.queued_at} show="relative" />
            </>
          )}
        </Text>
      </Group>
      <RunProgress run={run ?? { sync: item.sync, done: 0, total: 0, status: item.status }} />
    </div>
  )
}
