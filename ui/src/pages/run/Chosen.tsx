import { Button, Group, Text } from '@mantine/core'
import { useRetryRun } from '../../api/run-actions'
import type { Row, Run } from '../../api/schema'
import { counted } from '../../components/Count'
import { confirm } from '../../components/confirm'
import { useToRun } from '../../components/useToRun'
import { whatRetryDoes } from './Actions'

/** Chosen is what can be done with the rows that are chosen on a page. */
export function Chosen({ run, rows }: { run: Run; rows: Row[] }) {
  const retry = useRetryRun(run.id)
  const toRun = useToRun()
  const again = async () => {
    const title = `Try ${counted(rows.length, 'row')} again?`
    if (await confirm({ title, body: whatRetryDoes, action: 'Retry' })) {
      retry.mutate(
        rows.map((row) => row.primary_key),
        toRun,
      )
    }
  }
  return (
    <Group gap="sm" mb="xs" mih={30} aria-live="polite">
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          Tick refused or deferred rows to try just these again.
        </Text>
      ) : (
        <>
          <Text size="sm">{counted(rows.length, 'row')} chosen</Text>
          <Button size="xs" variant="default" loading={retry.isPending} onClick={again}>
            Retry chosen…
          </Button>
        </>
      )}
    </Group>
  )
}
