import { List, Text } from '@mantine/core'
import { IconAlertTriangle, IconBan, IconCircleX, IconHandStop, IconHelpCircle } from '@tabler/icons-react'
import type { Run } from '../../api/schema'
import { useMay } from '../../api/session'
import { counted } from '../../components/Count'
import { HeldDecision } from '../../components/HeldDecision'
import { LinkButton } from '../../components/Links'
import { Notice } from '../../components/Notice'
import { sentence } from '../../components/ProblemNotice'
import { TroubleWords } from '../../components/TroubleWords'
import { troubleOf } from '../../components/trouble'

/** Troubles say why a run failed or is held, and what else somebody should know of it. */
export function Troubles({ run }: { run: Run }) {
  return (
    <>
      <Stopped run={run} />
      {run.counts.in_doubt > 0 && (
        <Notice
          tone="doubt"
          icon={IconHelpCircle}
          title={`${counted(run.counts.in_doubt, 'row')} of it ${run.counts.in_doubt === 1 ? 'was' : 'were'} left in doubt.`}
          actions={
            <LinkButton to="/in-doubt" search={{ sync: run.sync }} size="xs" variant="default">
              Decide
            </LinkButton>
          }
        >
          {run.counts.in_doubt === 1
            ? 'It was sent, and no answer said whether it was recorded. It is not sent again until'
            : 'They were sent, and no answer said whether they were recorded. They are not sent again until'}{' '}
          somebody has looked at the vendor and decided.
        </Notice>
      )}
      {run.warnings.length > 0 && (
        <Notice
          tone="late"
          icon={IconAlertTriangle}
          title={run.warnings.length === 1 ? 'A warning' : 'Warnings'}
        >
          {run.warnings.length === 1 ? (
            sentence(run.warnings[0] ?? '')
          ) : (
            <List size="sm">
              {run.warnings.map((warning) => (
                <List.Item key={warning}>{sentence(warning)}</List.Item>
              ))}
            </List>
          )}
        </Notice>
      )}
    </>
  )
}

function Stopped({ run }: { run: Run }) {
  const may = useMay('run')
  const trouble = troubleOf(run)
  if (run.status === 'cancelled' && run.error) {
    return (
      <Notice tone="idle" icon={IconBan} title={sentence(run.error)}>
        What was not sent is compared anew by the next run.
      </Notice>
    )
  }
  if (!trouble) {
    return null
  }
  const held = run.status === 'held'
  return (
    <Notice
      tone={held ? 'held' : 'bad'}
      icon={held ? IconHandStop : IconCircleX}
      title={trouble.why}
      actions={
        held ? (
          <>
            {may && (
              <LinkButton
                to="/syncs/$name/plan"
                params={{ name: run.sync }}
                search={{ run: run.id }}
                variant="default"
              >
                See plan
              </LinkButton>
            )}
            <HeldDecision run={run} />
          </>
        ) : (
          <>
            {trouble.source && (
              <LinkButton to="/sources/$name" params={{ name: trouble.source }} variant="default" size="xs">
                Open the source
              </LinkButton>
            )}
            <LinkButton to="/syncs/$name" params={{ name: run.sync }} variant="default" size="xs">
              Open the sync
            </LinkButton>
          </>
        )
      }
    >
      {held && <Text size="sm">It waits for approval. Nothing of it was sent.</Text>}
      <TroubleWords of={trouble} />
    </Notice>
  )
}
