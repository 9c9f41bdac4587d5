import { Checkbox, Text } from '@mantine/core'
import { memo, useRef, useState } from 'react'
import type { OpenRow } from '../../api/schema'
import { useMay } from '../../api/session'
import { useVendor } from '../../api/vendor'
import { Card } from '../../components/Card'
import { DecideMenu } from '../../components/DecideMenu'
import { keyWords } from '../../components/KeyText'
import { notAgain } from '../../components/not-again'
import { sentence } from '../../components/ProblemNotice'
import { RowLink } from '../../components/RowLink'
import { Time } from '../../components/Time'
import classes from './open.module.css'
import { Sent } from './Sent'
import { Why } from './Why'
import type { Words } from './words'

interface OneRowProps {
  of: Words
  row: OpenRow
  chosen: boolean
  onChoose: (row: OpenRow, chosen: boolean) => void
}

/** OneRow is a row that somebody should see to, with why, and what can be decided about it. */
export const OneRow = memo(function OneRow({ of, row, chosen, onChoose }: OneRowProps) {
  const may = useMay('run')
  const vendor = useVendor(row.sync, row.account)
  const [open, setOpen] = useState(false)
  const item = useRef<HTMLLIElement>(null)
  return (
    <li ref={item}>
      <Card>
        <div className={classes.head}>
          {may && (
            <Checkbox
              size="sm"
              aria-label={`Choose ${row.key}`}
              checked={chosen}
              onChange={(event) => onChoose(row, event.currentTarget.checked)}
            />
          )}
          <div className={classes.words}>
            <Head of={of} row={row} />
            <div style={{ marginTop: 4 }}>
              <Why of={of} row={row} />
            </div>
            {of.look && (
              <Text size="sm" c="dimmed">
                To check: look for {vendor.keyName} <strong>{keyWords(row.business_key ?? row.key)}</strong>{' '}
                at {vendor.name}, in the account {row.account}.
              </Text>
            )}
            {vendor.known && vendor.account !== row.account && (
              <Text size="sm" fw={550}>
                {notAgain(row, vendor.account)}
              </Text>
            )}
          </div>
          {may && (
            <DecideMenu
              rows={[row]}
              vendor={vendor.name}
              verdicts={of.verdicts}
              label="Decide"
              next={() => decideBeside(item.current)}
            />
          )}
        </div>
        {(row.run || of.cause === 'in_doubt') && (
          <details className={classes.sent} onToggle={(event) => setOpen(event.currentTarget.open)}>
            <summary>What was sent</summary>
            {open && <Sent row={row} />}
          </details>
        )}
      </Card>
    </li>
  )
})

/** Head names a row and, of one that is refused, says at once why: that is what one mends. */
function Head({ of, row }: { of: Words; row: OpenRow }) {
  if (of.cause === 'refused' && row.note) {
    return (
      <Text size="sm" fw={550} component="div">
        <RowLink row={row} /> <span className={classes.reason}>{sentence(row.note)}</span>
        {row.gone && ' It has left the model.'}
      </Text>
    )
  }
  return (
    <Text size="sm" c="dimmed" component="div">
      <RowLink row={row} />
      <span className={classes.reason}>
        {row.sync} · {of.since(row)} {row.since && <Time at={row.since} show="relative" />}
        {row.gone && ' · it has left the model'}
      </span>
    </Text>
  )
}

/** decideBeside is by what one decides about the row behind one, or before it where it is the last. */
function decideBeside(item: Element | null) {
  const beside = item?.nextElementSibling ?? item?.previousElementSibling
  return beside?.querySelector<HTMLElement>('button[aria-haspopup=menu]')
}
