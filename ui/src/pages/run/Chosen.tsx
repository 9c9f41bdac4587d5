import { Button, Group, Text } from '@mantine/core'
import { useRetryRun } from '../../api/run-actions'
import type { Row, Run } from '../../api/schema'
import { ChosenCount } from '../../components/ChosenCount'
import { counted } from '../../components/Count'
import { confirm } from '../../components/confirm'
import { useToRun } from '../../components/useToRun'
import { whatRetryDoes } from './Actions'

const most = 1_000 // as many as one retry takes

interface ChosenProps {
  run: Run
  /** Primary keys. */
  chosen: ReadonlySet<string>
  /** What is on the page. */
  shown: readonly Row[]
  onClear: () => void
}

/** Chosen is what can be done with the rows that are chosen, on whichever page they are. */
export function Chosen({ run, chosen, shown, onClear }: ChosenProps) {
  const retry = useRetryRun(run.id)
  const toRun = useToRun()
  const here = new Set(shown.map((row) => row.primary_key))
  const unseen = [...chosen].filter((key) => !here.has(key)).length
  const again = async () => {
    const title = `Try ${counted(chosen.size, 'row')} again?`
    if (await confirm({ title, body: whatRetryDoes, action: 'Retry' })) {
      const onSuccess = (ticket: { run: string }) => {
        onClear()
        toRun.onSuccess(ticket)
      }
      retry.mutate([...chosen], { ...toRun, onSuccess })
    }
  }
  return (
    <Group gap="sm" mb="xs" mih={30} aria-live="polite">
      {chosen.size === 0 ? (
        <Text size="sm" c="dimmed">
          Tick refused or deferred rows to try just these again.
        </Text>
      ) : (
        <>
          <ChosenCount chosen={chosen.size} unseen={unseen} onClear={onClear} />
          <Button
            size="xs"
            variant="default"
            loading={retry.isPending}
            disabled={chosen.size > most}
            onClick={again}
          >
            Retry chosen…
          </Button>
          {chosen.size > most && (
            <Text size="sm">
              At most {counted(most, 'row')} can be chosen. “Retry all” has no such bound.
            </Text>
          )}
        </>
      )}
    </Group>
  )
}
