import { Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { Brand } from '../app/brand'
import classes from './Entrance.module.css'

/** Entrance is the page of somebody who is not signed in: one card in the middle. */
export function Entrance({
  title,
  lead,
  children,
}: {
  title: string
  lead?: ReactNode
  children: ReactNode
}) {
  useEffect(() => {
    document.title = `${title} · Waybill`
  }, [title])
  return (
    <main className={classes.entrance}>
      <div className={classes.column}>
        <Brand large />
        <div className={classes.card}>
          <Title order={1}>{title}</Title>
          {lead && <p className={classes.lead}>{lead}</p>}
          {children}
        </div>
      </div>
    </main>
  )
}
