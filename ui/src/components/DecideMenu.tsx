import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconCircleCheck, IconHandStop, IconSend } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type RowName, useDecide, useReread, type Verdict } from '../api/ledger'
import { useMay } from '../api/session'
import { syncsQuery } from '../api/syncs'
import { askReason } from './confirm'
import { decidable } from './decidable'
import { faults, tell } from './decideAnswer'
import { doubted, question } from './decideQuestion'

interface DecideProps {
  rows: readonly RowName[]
  /** Where they were sent to: "Partnerize". */
  vendor: string
  /** What can be decided; everything, unless some are named. */
  verdicts?: readonly Verdict[]
  label: string
  primary?: boolean
  onDone?: () => void
  /** Where the keyboard goes on once it is decided: the title of the page, where there is nothing. */
  next?: () => HTMLElement | null | undefined
}

const choices = [
  { verdict: 'delivered', label: 'Mark delivered…', icon: IconCircleCheck },
  { verdict: 'resend', label: 'Send again…', icon: IconSend },
  { verdict: 'give-up', label: 'Give up…', icon: IconHandStop },
] as const

/** DecideMenu lets a person decide about rows, with a reason; it says beforehand what that means for money. */
export function DecideMenu({ rows, vendor, verdicts, label, primary = false, onDone, next }: DecideProps) {
  const may = useMay('run')
  const decide = useDecide()
  const reread = useReread()
  const { data: syncs } = useQuery(syncsQuery)
  if (!may) {
    return null
  }
  const sends = (row: RowName) => syncs?.items.some((s) => s.name === row.sync && s.account === row.account)
  const offered = choices.filter(
    ({ verdict }) =>
      (verdicts?.includes(verdict) ?? true) &&
      (verdict !== 'resend' || rows.every(sends)) &&
      (verdict === 'give-up' || !rows.some(({ stays }) => stays)) &&
      (verdict !== 'give-up' || rows.some(({ state }) => state !== 'given up')),
  )
  const choose = (verdict: Verdict) => {
    let left = rows // about which nothing is decided yet, as they were seen
    const ask = () => question(verdict, left, vendor)
    const deed = async (reason: string) => {
      const done = await decide.mutateAsync({ rows: left, verdict, reason })
      const failed = done.filter((each) => each.problem)
      tell(done, verdict)
      if (failed.length === 0) {
        onDone?.()
        return undefined
      }
      left = await Promise.all(failed.map(({ row }) => reread(row)))
      const again = ask()
      return {
        ...again,
        wrong: faults(failed),
        action: left.some((row, i) => row === failed[i]?.row || decidable(row)) ? again.action : undefined,
      }
    }
    askReason(ask(), deed, next?.())
  }
  return (
    <Menu position="bottom-end" width={200} withinPortal>
      <Menu.Target>
        <Button
          size={primary ? 'sm' : 'xs'}
          variant={primary ? 'filled' : 'default'}
          loading={decide.isPending}
          disabled={rows.length === 0}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {offered.map(({ verdict, label, icon: Icon }) => (
          <Menu.Item
            key={verdict}
            leftSection={<Icon size={16} aria-hidden />}
            onClick={() => choose(verdict)}
          >
            {verdict === 'resend' && !rows.some(doubted) ? 'Try again…' : label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
