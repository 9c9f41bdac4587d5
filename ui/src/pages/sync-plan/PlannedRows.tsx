import {
  IconCircleX,
  IconClockPause,
  IconMinus,
  IconPencil,
  IconPlus,
  type TablerIcon,
} from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { Plan, PlanRow } from '../../api/schema'
import { Badge, type Tone } from '../../components/Badge'
import { counted } from '../../components/Count'
import { Doubted } from '../../components/Doubted'
import { FilterChoice, Filters } from '../../components/Filters'
import { KeyText, keyOf } from '../../components/KeyText'
import { OutcomeBadge, outcomes } from '../../components/OutcomeBadge'
import { sentence } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'
import { RowAndRecord } from '../row/Source'
import { PlannedRequest } from './PlannedRequest'
import classes from './PlannedRows.module.css'

const route = getRouteApi('/shell/syncs/$name/plan')

const kinds: Record<string, { label: string; tone: Tone; icon: TablerIcon }> = {
  added: { label: 'Added', tone: 'idle', icon: IconPlus },
  changed: { label: 'Changed', tone: 'idle', icon: IconPencil },
  removed: { label: 'Removed', tone: 'idle', icon: IconMinus },
}

/** PlannedRows are the first rows of a plan, each with the exact requests that would be made. */
export function PlannedRows({ plan }: { plan: Plan }) {
  const { kind } = route.useSearch()
  if (plan.rows.length === 0) {
    return null
  }
  const rows = kind ? plan.rows.filter((row) => row.kind === kind) : plan.rows
  const all = plan.sends + plan.removals + plan.counts.rejected
  return (
    <Section
      title="The first rows"
      lead={`${counted(plan.rows.length, 'row')} of ${counted(Math.max(all, plan.rows.length), 'row')}. ${opened(rows)}`.replace(
        / rows? of/,
        ' of',
      )}
    >
      <div>
        <Filters>
          <FilterChoice
            name="kind"
            label="Kind"
            all="All kinds"
            options={Object.entries(kinds).map(([value, { label }]) => ({ value, label }))}
          />
        </Filters>
        <ol className={classes.list} aria-label="Planned rows">
          {rows.map((row) => (
            <li key={`${row.key} ${row.business_key} ${row.message}`}>
              <PlannedRow row={row} />
            </li>
          ))}
          {rows.length === 0 && <li className={classes.summary}>None of the first rows is of this kind.</li>}
        </ol>
      </div>
    </Section>
  )
}

/** opened says what one sees of rows if one opens them. */
function opened(rows: readonly PlanRow[]): string {
  if (rows.some(sendable)) {
    return 'Open one to see exactly what would be sent; secrets are masked.'
  }
  return rows.some(mendable) ? 'Open one to see what the mapping makes of it.' : ''
}

const sendable = ({ requests }: PlanRow) => (requests?.length ?? 0) > 0

/** mendable are rows that would be refused as the model has them now. */
const mendable = ({ outcome, kind }: PlanRow) => outcome === 'rejected' && kind !== 'removed'

const doubtful = ({ outcome }: PlanRow) => outcome === 'in_doubt'

function PlannedRow({ row }: { row: PlanRow }) {
  const { name } = route.useParams()
  const [open, setOpen] = useState(false)
  const kind = kinds[row.kind] ?? { label: row.kind, tone: 'idle' as const, icon: IconPlus }
  const line = (
    <>
      <span className={classes.key}>
        <KeyText>{keyOf(row.key)}</KeyText>
      </span>
      <Badge tone={kind.tone} icon={kind.icon}>
        {kind.label}
      </Badge>
      {row.untried ? (
        <Badge tone="late" icon={IconClockPause}>
          Not tried
        </Badge>
      ) : (
        row.outcome && <Outcome outcome={row.outcome} />
      )}
      {row.message && (
        <div className={classes.message}>
          {doubtful(row) ? (
            <Doubted message={row.message} meaning={row.meaning} clamp={1} />
          ) : (
            sentence(row.message)
          )}
        </div>
      )}
      {!row.message && row.requests && <Target row={row} />}
    </>
  )
  if (!sendable(row) && !mendable(row)) {
    return (
      <div className={classes.summary} style={{ cursor: 'default' }}>
        {line}
      </div>
    )
  }
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={classes.summary}>{line}</summary>
      {open && (
        <div className={classes.requests}>
          {row.requests?.map((request, i) => (
            <PlannedRequest
              key={`${i} ${request.method} ${request.url}`}
              request={request}
              last={i === (row.requests?.length ?? 0) - 1}
            />
          ))}
          {!sendable(row) && <RowAndRecord sync={name} rowKey={row.key} />}
        </div>
      )}
    </details>
  )
}

function Outcome({ outcome }: { outcome: string }) {
  if (outcome === 'rejected') {
    return (
      <Badge tone="bad" icon={IconCircleX}>
        Would be refused
      </Badge>
    )
  }
  const known = Object.keys(outcomes).find((name): name is keyof typeof outcomes => name === outcome)
  return known ? (
    <OutcomeBadge outcome={known} />
  ) : (
    <Badge tone="bad" icon={IconCircleX}>
      {outcome}
    </Badge>
  )
}

function Target({ row }: { row: PlanRow }) {
  const write = row.requests?.at(-1)
  if (!write) {
    return null
  }
  return (
    <span className={classes.target}>
      {write.method} {pathOf(write.url)}
    </span>
  )
}

function pathOf(url: string): string {
  const path = url.replace(/^https?:\/\/[^/]+/, '')
  return path.length > 90 ? `${path.slice(0, 90)}…` : path
}
