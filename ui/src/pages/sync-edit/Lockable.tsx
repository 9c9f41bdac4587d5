import type { ReactNode } from 'react'
import classes from './Builder.module.css'
import { useBuilder } from './useBuilder'

/** Lockable is what nobody can change while the sync is its files' alone. */
export function Lockable({ children }: { children: ReactNode }) {
  return (
    <fieldset className={classes.lockable} disabled={useBuilder().locked}>
      {children}
    </fieldset>
  )
}
