import { IconListSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { auditQuery } from '../../api/audit'
import { problemOf } from '../../api/problem'
import { useMay } from '../../api/session'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { FilterChoice, FilterText, FoldedFilters } from '../../components/Filters'
import { Pager } from '../../components/Pager'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'
import { SkeletonText } from '../../components/SkeletonText'
import classes from './audit.module.css'
import { Entry } from './Entry'
import { FilterDay, instant } from './FilterDay'

const route = getRouteApi('/shell/settings/audit')

const kinds = [
  'sync',
  'run',
  'row',
  'model',
  'source',
  'destination',
  'alert',
  'test',
  'person',
  'token',
  'link',
  'secret',
  'setting',
].map((value) => ({ value, label: value }))

const actions = [
  ['create', 'Added'],
  ['change', 'Changed'],
  ['delete', 'Deleted'],
  ['resolve', 'Decided about rows'],
  ['run', 'Started'],
  ['retry', 'Retried'],
  ['approve', 'Approved'],
  ['discard', 'Discarded'],
  ['cancel', 'Cancelled'],
  ['pause', 'Paused'],
  ['resume', 'Resumed'],
  ['withdraw', 'Withdrawn'],
  ['sign_in', 'Signed in'],
  ['sign_out', 'Signed out'],
].map(([value = '', label = '']) => ({ value, label }))

export default function SettingsAuditPage() {
  return useMay('admin') ? (
    <Audit />
  ) : (
    <Section title="Audit" lead="Admins see what everybody did. Ask one of them." />
  )
}

/** What people did, newest first. Nothing changes or deletes what is in it. */
function Audit() {
  const { after, who, action, kind, name, since, until } = route.useSearch()
  const filter = {
    after,
    who,
    action,
    kind,
    name,
    since: instant(since),
    until: instant(until, 1),
    limit: 50,
  }
  const found = useQuery(auditQuery(filter))
  return (
    <Section
      title="Audit"
      lead="What everybody did, newest first. Nothing in it can be changed or deleted, and secrets are not in it."
    >
      <FoldedFilters active={[who, action, kind, name, since, until].filter(Boolean).length}>
        <FilterText name="who" label="Who: an e-mail" />
        <FilterChoice name="action" label="What was done" all="All that was done" options={actions} />
        <FilterChoice name="kind" label="To what" all="To anything" options={kinds} />
        <FilterText name="name" label="To which one: its name" />
        <FilterDay name="since" label="From this day" word="From" />
        <FilterDay name="until" label="To this day" word="To" />
      </FoldedFilters>
      {found.error && <ProblemNotice problem={problemOf(found.error)} />}
      {found.isPending && <SkeletonText lines={10} label="Reading the audit" />}
      {found.data?.items.length === 0 && (
        <Card>
          <EmptyState icon={IconListSearch} title="Nothing that fits">
            An e-mail and a name have to be whole. Take a filter away to see more.
          </EmptyState>
        </Card>
      )}
      {found.data && found.data.items.length > 0 && (
        <ol className={classes.list} aria-label="What was done">
          {found.data.items.map((record) => (
            <Entry key={record.id} record={record} />
          ))}
        </ol>
      )}
      <Pager next={found.data?.next} label="the audit" />
    </Section>
  )
}
