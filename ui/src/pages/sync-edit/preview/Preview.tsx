import { List, Switch, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconPencil } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { sentence } from '../../../api/sentence'
import { Badge } from '../../../components/Badge'
import { SkeletonText } from '../../../components/SkeletonText'
import { missingFields } from '../mapping/fields'
import { StepLink } from '../StepLink'
import { placed, stepsOf } from '../steps'
import { useBuilder } from '../useBuilder'
import classes from './Preview.module.css'
import { RecordTable } from './RecordTable'
import { Requests } from './Requests'
import { RowChoice } from './RowChoice'
import { type PreviewState, unmapped } from './usePreview'

/** Preview shows what would be sent for one row, or why it would be refused. Nothing is sent. */
export function Preview({ preview }: { preview: PreviewState }) {
  const { draft, type } = useBuilder()
  const { row, problem, missing, stale } = preview
  return (
    <div className={classes.preview} aria-busy={stale}>
      <Title order={2}>Preview of one row</Title>
      <RowChoice preview={preview} />
      {draft.spec.mode !== 'insert' && type?.testable && (
        <Switch
          size="xs"
          label={`Ask ${type.label} what it has of this row`}
          description={
            preview.lookUps
              ? 'Only read. Nothing is sent by a preview.'
              : draft.spec.mode === 'update'
                ? 'Off: it is not asked.'
                : 'Off: it is taken to know nothing, so that the record is created.'
          }
          checked={preview.lookUps}
          onChange={(event) => preview.setLookUps(event.currentTarget.checked)}
        />
      )}
      <div role="status" className={classes.verdict}>
        {problem && <Unready preview={preview} />}
        {row?.refused && (
          <>
            <Badge tone="bad" icon={IconCircleX}>
              Would be refused
            </Badge>
            <Text size="sm">{sentence(row.refused)}</Text>
            <Text size="xs" c="dimmed">
              It is not sent, and checked again in every run.
            </Text>
          </>
        )}
        {row && !row.refused && (
          <Badge tone="good" icon={IconCircleCheck}>
            Would be sent
          </Badge>
        )}
      </div>
      {!row && !problem && !missing && <SkeletonText lines={8} label="Making the request" />}
      {row && <Warnings warnings={row.warnings} />}
      {row && (
        <div className={classes.shown}>
          <RecordTable record={row.record} />
          <Requests requests={row.requests} vendor={type?.label ?? ''} />
        </div>
      )}
    </div>
  )
}

function Unready({ preview }: { preview: PreviewState }) {
  const { draft, operation, name } = useBuilder()
  const lacking = operation ? missingFields(operation, draft.spec) : []
  const faults = placed(preview.problem, name).filter(
    (fault) => lacking.length === 0 || !unmapped.test(fault.text),
  )
  const steps = stepsOf(draft.spec, operation)
  const elsewhere = faults.flatMap((fault) => {
    const step = steps.find((one) => one.name === fault.step && one.name !== 'mapping')
    return step && fault.step !== 'review' ? [step] : []
  })[0]
  return (
    <>
      <Badge tone="idle" icon={IconPencil}>
        Not ready yet
      </Badge>
      {lacking.length > 0 && (
        <Text size="sm">Still to be mapped: {lacking.map((one) => one.label).join(', ')}.</Text>
      )}
      <List size="sm" spacing={2}>
        {faults.map((fault) => (
          <List.Item key={fault.path + fault.text}>{here(fault.text, name)}</List.Item>
        ))}
      </List>
      {elsewhere && <StepLink step={elsewhere.name}>Go to {elsewhere.label.toLowerCase()}</StepLink>}
    </>
  )
}

/** Warnings are what a person should know of a mapping that works. */
export function Warnings({ warnings }: { warnings: string[] }): ReactNode {
  const { name } = useBuilder()
  return warnings.map((warning) => (
    <div key={warning} className={classes.warning}>
      <IconAlertTriangle size={14} aria-hidden />
      {here(warning, name)}
    </div>
  ))
}

// The server says where in the whole configuration it is; here it is this sync.
function here(text: string, name: string): string {
  return sentence(
    text
      .replaceAll(`syncs.${name}.mapping.`, '')
      .replaceAll(`syncs.${name}.`, '')
      .replaceAll(`\`${name}\``, 'the sync'),
  )
}
