import { Accordion } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { Fragment } from 'react'
import type { Exchange } from '../../api/schema'
import { duration } from '../../components/Duration'
import { Time } from '../../components/Time'
import { ExchangeView } from './ExchangeView'
import { asked, waited } from './request'
import classes from './row.module.css'
import { Status } from './Status'

interface ExchangesProps {
  exchanges: readonly Exchange[]
  /** Which one is open: its number, or "none". Without one it is the last, which decided. */
  open: string | undefined
}

/** Exchanges are the requests in the order in which they were made, with the waits between them. */
export function Exchanges({ exchanges, open }: ExchangesProps) {
  const navigate = useNavigate()
  return (
    <Accordion
      variant="separated"
      order={3}
      value={open ?? String(exchanges.length)}
      onChange={(attempt) =>
        void navigate({ to: '.', search: (all) => ({ ...all, attempt: attempt ?? 'none' }), replace: true })
      }
      styles={{
        content: { padding: '4px 12px 12px' },
        label: { padding: '9px 8px 9px 0' },
        item: { minWidth: 0, background: 'transparent', borderColor: 'var(--line)' },
      }}
    >
      {exchanges.map((exchange, i) => {
        const number = String(i + 1)
        return (
          <Fragment key={number}>
            <Wait before={exchanges[i - 1]} next={exchange} />
            <Accordion.Item value={number}>
              <Accordion.Control>
                <span className={classes.head}>
                  <strong>
                    {number} of {exchanges.length}
                  </strong>
                  <Status of={exchange.status} />
                  <span className={classes.address}>
                    {exchange.method} {exchange.url}
                  </span>
                  <span>{duration(exchange.took_ns / 1e9)}</span>
                  <Time at={exchange.started_at} show="full" />
                </span>
              </Accordion.Control>
              <Accordion.Panel>
                {number === (open ?? String(exchanges.length)) && <ExchangeView exchange={exchange} />}
              </Accordion.Panel>
            </Accordion.Item>
          </Fragment>
        )
      })}
    </Accordion>
  )
}

function Wait({ before, next }: { before: Exchange | undefined; next: Exchange }) {
  const seconds = waited(before, next)
  if (!before || seconds < 0.05) {
    return null
  }
  const wish = asked(before)
  return (
    <div className={classes.wait}>
      Waited {duration(seconds)}
      {wish &&
        (/^\d+$/.test(wish)
          ? `, as the answer asked for (${wish} s)`
          : `, as the answer asked for (${wish})`)}
    </div>
  )
}
