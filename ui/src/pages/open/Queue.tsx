import { Button, Checkbox, Group, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type Dispatch, type SetStateAction, useCallback, useDeferredValue, useRef } from 'react'
import { everyOpenRow } from '../../api/ledger'
import type { OpenRow } from '../../api/schema'
import { useMay } from '../../api/session'
import { ChosenCount } from '../../components/ChosenCount'
import { grouped } from '../../components/Count'
import { DecideMenu } from '../../components/DecideMenu'
import { OneRow } from './OneRow'
import classes from './open.module.css'
import type { Words } from './words'

const atOnce = 8 // as many as a screen has; the others follow when these are painted
const name = (row: OpenRow) => `${row.account} ${row.sync} ${row.primary_key}`

/** Chosen are the rows that are ticked, by name, those of other pages and syncs as well. */
export type Chosen = ReadonlyMap<string, OpenRow>

interface QueueProps {
  of: Words
  rows: readonly OpenRow[]
  /** How many there are on all pages. */
  total: number
  sync: string | undefined
  chosen: Chosen
  onChoose: Dispatch<SetStateAction<Chosen>>
}

/** Queue lists a page of open rows, and lets several be decided about together. */
export function Queue({ of, rows, total, sync, chosen, onChoose }: QueueProps) {
  const may = useMay('run')
  const every = useMutation({ mutationFn: () => everyOpenRow(of.cause, sync) })
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
  const list = useRef<HTMLUListElement>(null)
  const firstLeft = () =>
    list.current?.querySelector<HTMLElement>('li:not(:has(:checked)) button[aria-haspopup=menu]')
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
            verdicts={of.verdicts}
            rows={[...chosen.values()]}
            vendor="the vendor"
            label="Decide about the chosen"
            onDone={none}
            next={firstLeft}
          />
        </Group>
      ) : (
        <Text size="sm" c="dimmed" mb="xs">
          An editor or an admin can decide.
        </Text>
      )}
      <ul ref={list} className={classes.list} aria-label={of.rows.charAt(0).toUpperCase() + of.rows.slice(1)}>
        {rows.slice(0, shown).map((row) => (
          <OneRow key={name(row)} of={of} row={row} chosen={chosen.has(name(row))} onChoose={choose} />
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
