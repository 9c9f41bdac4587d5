import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconCircleCheck, IconHandStop, IconSend } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type Decided, type RowName, useDecide, type Verdict } from '../api/ledger'
import { advised } from '../api/sentence'
import { useMay } from '../api/session'
import { syncsQuery } from '../api/syncs'
import { counted } from './Count'
import { askReason } from './confirm'
import { keyWords } from './KeyText'
import { notifications } from './notify'

interface DecideProps {
  rows: readonly RowName[]
  /** Where they were sent to: "Partnerize". */
  vendor: string
  /** Whether nobody knows what became of them; otherwise nothing was recorded. */
  doubt: boolean
  /** What can be decided; everything, unless some are named. */
  verdicts?: readonly Verdict[]
  /** Whether an earlier record of theirs was accepted, or may have been. */
  there?: boolean
  label: string
  primary?: boolean
  onDone?: (done: Decided[]) => void
}

const choices = [
  { verdict: 'delivered', label: 'Mark delivered…', icon: IconCircleCheck },
  { verdict: 'resend', label: 'Send again…', icon: IconSend },
  { verdict: 'give-up', label: 'Give up…', icon: IconHandStop },
] as const

/** DecideMenu lets a person decide about rows, with a reason; it says beforehand what that means for money. */
export function DecideMenu({
  rows,
  vendor,
  doubt,
  there = false,
  verdicts,
  label,
  primary = false,
  onDone,
}: DecideProps) {
  const may = useMay('run')
  const decide = useDecide()
  const { data: syncs } = useQuery(syncsQuery)
  if (!may) {
    return null
  }
  const sends = (row: RowName) => syncs?.items.some((s) => s.name === row.sync && s.account === row.account)
  const offered = choices.filter(
    ({ verdict }) => (verdicts?.includes(verdict) ?? true) && (verdict !== 'resend' || rows.every(sends)),
  )
  const choose = async (verdict: Verdict) => {
    const reason = await askReason(question(verdict, rows, vendor, doubt, there))
    if (reason === undefined) {
      return
    }
    const done = await decide.mutateAsync({ rows: [...rows], verdict, reason })
    tell(done, verdict === 'resend' && !doubt ? 'will be tried again in the next run' : said[verdict])
    onDone?.(done)
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
            onClick={() => void choose(verdict)}
          >
            {verdict === 'resend' && !doubt ? 'Try again…' : label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function question(
  verdict: Verdict,
  rows: readonly RowName[],
  vendor: string,
  doubt: boolean,
  there: boolean,
) {
  const what = rows.length === 1 ? keyWords(rows[0]?.key ?? '') : counted(rows.length, 'row')
  const them = rows.length === 1 ? 'it' : 'them'
  const then = `as ${rows.length === 1 ? 'it is' : 'they are'} in the model then`
  const shared = { label: 'Why', placeholder: 'What you saw, and where' }
  switch (verdict) {
    case 'delivered':
      return {
        ...shared,
        title: `Mark ${what} delivered?`,
        body: `Say this only if you have seen ${them} at ${vendor}. Counts as accepted and is never sent again: if it is not there, its partner is not paid.`,
        action: 'Mark delivered',
      }
    case 'resend':
      return {
        ...shared,
        title: doubt ? `Send ${what} again?` : `Try ${what} again?`,
        body: doubt
          ? `The next run sends ${them} once more, ${then}: if the source has changed, not as ${rows.length === 1 ? 'it was' : 'they were'} sent before. If ${vendor} recorded ${them} the first time, the commission is paid twice. The earlier receipt is kept.`
          : `The next run tries ${them} without waiting for a turn, ${then}: what is not mended is refused again. ${twice(rows)}`,
        action: doubt ? 'Send again' : 'Try again',
        danger: doubt || twice(rows) !== '',
      }
    default:
      return {
        ...shared,
        title: `Give up ${what}?`,
        body: doubt
          ? `Never sent again, not even after an edit: it may have been recorded. If ${vendor} does not have ${them}, nobody is paid.`
          : there
            ? `Not tried again as long as the row stays as it is. What ${vendor} has of ${them} stays there as it was before. An edited row is new work.`
            : `Not tried again as long as the row stays as it is: nobody is paid for it. An edited row is new work.`,
        action: 'Give up',
        danger: true,
      }
  }
}

/** twice warns of rows whose record was accepted under another key. */
function twice(rows: readonly RowName[]): string {
  const paid = rows.filter((row) => row.state === 'rekeyed').length
  if (paid === 0) {
    return ''
  }
  const which =
    paid === rows.length
      ? paid === 1
        ? 'It was'
        : 'They were'
      : counted(paid, 'of them was', 'of them were')
  return `${which} accepted under another key before: what is sent under a new one is paid a second time.`
}

const said: Record<Verdict, string> = {
  delivered: 'marked delivered',
  resend: 'will be sent again in the next run',
  'give-up': 'given up',
}

const most = 3 // failures that are told one by one

function tell(done: Decided[], outcome: string) {
  const failed = done.filter((each) => each.problem)
  const well = done.length - failed.length
  if (well > 0) {
    const what = done.length === 1 ? keyWords(done[0]?.row.key ?? '') : counted(well, 'row')
    notifications.show({ message: `${what} ${outcome}.` })
  }
  for (const { row, problem } of failed.slice(0, most)) {
    notifications.show({
      color: 'red',
      autoClose: false,
      title: `Nothing was decided about ${keyWords(row.key)}`,
      // Where somebody else has decided, what else one could do is for those with a terminal.
      message: problem && advised(problem.detail, problem.status === 409 ? undefined : problem.hint),
    })
  }
  if (failed.length > most) {
    notifications.show({
      color: 'red',
      autoClose: false,
      message: `Nor for ${counted(failed.length - most, 'other row')}, which are as they were.`,
    })
  }
}
