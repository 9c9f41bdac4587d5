import { Button, Checkbox, Group, Text } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type Dispatch, type SetStateAction, useCallback, useDeferredValue, useState } from 'react'
import { everyInDoubt, inDoubtQuery } from '../../api/ledger'
import { problemOf } from '../../api/problem'
import type { OpenRow, Sync } from '../../api/schema'
import { useMay } from '../../api/session'
import { syncsQuery } from '../../api/syncs'
import { Card } from '../../components/Card'
import { ChosenCount } from '../../components/ChosenCount'
import { counted, grouped } from '../../components/Count'
import { DecideMenu } from '../../components/DecideMenu'
import { EmptyState } from '../../components/EmptyState'
import { FilterChoice, Filters } from '../../components/Filters'
import { NoSuchSync } from '../../components/NoSuchSync'
import { PageHeader } from '../../components/PageHeader'
import { Pager } from '../../components/Pager'
import { ProblemNotice } from '../../components/ProblemNotice'
import { SkeletonText } from '../../components/SkeletonText'
import { Doubt } from './Doubt'
import classes from './in-doubt.module.css'

const route = getRouteApi('/shell/in-doubt')
const atOnce = 8 // as many as a screen has; the others follow when these are painted
const name = (row: OpenRow) => `${row.account} ${row.sync} ${row.primary_key}`

type Chosen = ReadonlyMap<string, OpenRow>

/** The queue of rows of which nobody knows whether they were recorded. */
export default function InDoubtPage() {
  const { sync, after } = route.useSearch()
  const found = useQuery(inDoubtQuery({ sync, after, limit: 25 }))
  const syncs = useQuery(syncsQuery)
  const total = found.data?.total ?? 0
  const [chosen, setChosen] = useState<Chosen>(new Map())
  return (
    <>
      <PageHeader
        title="In doubt"
        lead={
          <span role="status">
            {found.data && total > 0 && `${counted(total, 'row')}. `}
            Rows that were sent, and nobody knows whether they were recorded. They are not sent again until
            somebody decides, since that could pay twice.
          </span>
        }
      />
      <Filters>
        <FilterChoice
          name="sync"
          label="Sync"
          all="All syncs"
          options={(syncs.data?.items ?? []).map((each) => ({ value: each.name, label: each.name }))}
        />
      </Filters>
      {found.error && <ProblemNotice problem={problemOf(found.error)} />}
      {found.isPending && <SkeletonText lines={8} label="Reading the queue" />}
      {found.data?.items.length === 0 && (
        <Card>
          <None sync={sync} syncs={syncs.data?.items} />
        </Card>
      )}
      {found.data && found.data.items.length > 0 && (
        <Queue rows={found.data.items} total={total} sync={sync} chosen={chosen} onChoose={setChosen} />
      )}
      <Pager next={found.data?.next} label="rows in doubt" />
    </>
  )
}

/** None says that nothing is in doubt; of a sync only once it is known that there is one. */
function None({ sync, syncs }: { sync?: string; syncs: readonly Sync[] | undefined }) {
  const found = syncs?.some((each) => each.name === sync)
  if (sync && found === false) {
    return <NoSuchSync name={sync} all="All rows in doubt" />
  }
  return (
    <EmptyState icon={IconCircleCheck} title="Nothing is in doubt">
      {sync && !found
        ? `No row of ${sync} is in doubt.`
        : `${sync ? `Every row that ${sync} sent` : 'Every row that was sent'} has an answer: the vendor took it or refused it. There is nothing to decide.`}
    </EmptyState>
  )
}

interface QueueProps {
  rows: readonly OpenRow[]
  /** How many there are on all pages. */
  total: number
  sync: string | undefined
  /** By name, those of other pages and syncs as well. */
  chosen: Chosen
  onChoose: Dispatch<SetStateAction<Chosen>>
}

function Queue({ rows, total, sync, chosen, onChoose }: QueueProps) {
  const may = useMay('run')
  const every = useMutation({ mutationFn: () => everyInDoubt(sync) })
  const here = rows.filter((row) => chosen.has(name(row))).length
  const ofThese = [...chosen.values()].filter((row) => !sync || row.sync === sync).length
  const all = rows.every((row) => chosen.has(name(row)))
  const shown = useDeferredValue(rows.length, atOnce)
  const choose = useCallback(
    (row: OpenRow, on: boolean) =>
      onChoose((before) => (on ? withRows(before, [row]) : without(before, [row]))),
    [onChoose],
  )
  const chooseEvery = async () => {
    const found = await every.mutateAsync()
    onChoose((before) => withRows(before, found))
  }
  const none = () => onChoose(new Map())
  return (
    <>
      {may ? (
        <Group justify="space-between" mb="xs" mih={36}>
          <Group gap="sm">
            <Checkbox
              size="sm"
              pl={17}
              label="Choose all on this page"
              checked={all}
              indeterminate={here > 0 && !all}
              onChange={() => onChoose((before) => (all ? without(before, rows) : withRows(before, rows)))}
            />
            {chosen.size > 0 && (
              <ChosenCount chosen={chosen.size} unseen={chosen.size - here} onClear={none} />
            )}
            {all && ofThese < total && (
              <Button size="xs" variant="subtle" loading={every.isPending} onClick={() => void chooseEvery()}>
                Choose all {grouped(total)}
              </Button>
            )}
          </Group>
          <DecideMenu
            primary
            doubt
            rows={[...chosen.values()]}
            vendor="the vendor"
            label="Decide about the chosen"
            onDone={none}
          />
        </Group>
      ) : (
        <Text size="sm" c="dimmed" mb="xs">
          An editor or an admin can decide.
        </Text>
      )}
      <ul className={classes.list} aria-label="Rows in doubt">
        {rows.slice(0, shown).map((row) => (
          <Doubt key={name(row)} row={row} chosen={chosen.has(name(row))} onChoose={choose} />
        ))}
      </ul>
    </>
  )
}

const withRows = (chosen: Chosen, rows: readonly OpenRow[]): Chosen =>
  new Map([...chosen, ...rows.map((row) => [name(row), row] as const)])

const without = (chosen: Chosen, rows: readonly OpenRow[]): Chosen => {
  const names = new Set(rows.map(name))
  return new Map([...chosen].filter(([each]) => !names.has(each)))
}
