import { Stack, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import type { Row, Run } from '../../api/schema'
import { useMay } from '../../api/session'
import type { Tone } from '../../components/Badge'
import { counted } from '../../components/Count'
import { type Figure, Figures } from '../../components/Figures'
import { LinkAnchor } from '../../components/Links'
import { Section } from '../../components/Section'

const route = getRouteApi('/shell/runs/$id')

/** Counts are the rows of a run, by what became of them and, smaller, by why they were worked on. */
export function Counts({ run }: { run: Run }) {
  const { outcome, kind, unconfirmed } = route.useSearch()
  const c = run.counts
  const nothing = run.untried // was sent, so that nothing became of its rows
  const of = (which: Row['outcome'], label: string, value: number, tone: Tone, detail?: string): Figure => ({
    label,
    value,
    tone,
    detail,
    chosen: outcome === which && !kind && !unconfirmed,
    link: { to: '/runs/$id', params: { id: run.id }, search: { outcome: which }, hash: 'rows' },
  })
  const because = (which: Row['kind'], label: string, value: number): Figure => ({
    label,
    value,
    chosen: kind === which && !outcome,
    link: nothing
      ? undefined
      : { to: '/runs/$id', params: { id: run.id }, search: { kind: which }, hash: 'rows' },
  })
  const unsure: Figure = {
    label: 'Unconfirmed',
    value: c.unconfirmed,
    tone: 'late',
    detail: c.unconfirmed > 0 ? 'of the accepted' : undefined,
    chosen: unconfirmed === true,
    link: { to: '/runs/$id', params: { id: run.id }, search: { unconfirmed: true }, hash: 'rows' },
  }
  const undeleted = (value: number): Figure => ({
    label: 'Not deleted',
    value,
    tone: 'bad',
    detail: 'refused',
    chosen: kind === 'removed' && outcome === 'rejected',
    link: {
      to: '/runs/$id',
      params: { id: run.id },
      search: { outcome: 'rejected', kind: 'removed' },
      hash: 'rows',
    },
  })
  const became = [
    of('accepted', 'Accepted', c.accepted, 'good'),
    unsure,
    of(
      'rejected',
      'Refused',
      c.rejected,
      'bad',
      c.invalid > 0 ? counted(c.invalid, 'before sending', 'before sending') : undefined,
    ),
    of('deferred', 'Deferred', c.deferred, 'late'),
    of('in_doubt', 'In doubt', c.in_doubt, 'doubt'),
    ...(c.undeleted ? [undeleted(c.undeleted)] : []),
    ...(c.deleted > 0 ? [of('deleted', 'Deleted', c.deleted, 'idle')] : []),
  ]
  return (
    <Section
      title="Rows"
      lead={
        c.read > 0
          ? `${counted(c.read, 'row')} of the model ${c.read === 1 ? 'was' : 'were'} compared with what was sent before.`
          : ' '
      }
    >
      <Stack gap={8}>
        {nothing ? (
          c.invalid > 0 && <WouldBeRefused run={run} />
        ) : (
          <Figures fold label="Rows by what became of them" figures={became} />
        )}
        <Figures
          small
          label="Rows by why they were worked on"
          figures={[
            because('added', 'Added', c.added),
            because('changed', 'Changed', c.changed),
            { label: 'Removed', value: c.removed },
            { label: 'Unchanged', value: c.unchanged },
            { label: 'Already sent', value: c.already_sent },
            { label: 'Skipped', value: c.skipped },
          ]}
        />
      </Stack>
    </Section>
  )
}

/** WouldBeRefused says of a run of which nothing was sent how many of its rows no vendor would have seen. */
function WouldBeRefused({ run }: { run: Run }) {
  const may = useMay('run')
  const { invalid } = run.counts
  const them = invalid === 1 ? 'it' : 'they'
  if (run.status !== 'held') {
    return (
      <Text size="sm">
        {counted(invalid, 'row')} would have been refused before {them} {invalid === 1 ? 'was' : 'were'} sent.
      </Text>
    )
  }
  return (
    <Text size="sm">
      {counted(invalid, 'row')} would be refused before {them} {invalid === 1 ? 'is' : 'are'} sent.{' '}
      {may ? (
        <LinkAnchor to="/syncs/$name/plan" params={{ name: run.sync }} search={{ run: run.id }} size="sm">
          See in the plan why
        </LinkAnchor>
      ) : (
        'Its plan, which an editor can see, says why.'
      )}
    </Text>
  )
}
