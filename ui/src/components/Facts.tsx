import type { ReactNode } from 'react'
import classes from './Facts.module.css'

export interface Fact {
  label: string
  value: ReactNode
}

/** Facts is a list of what is known of something, each with its name. */
export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
