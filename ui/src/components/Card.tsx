import type { ReactNode } from 'react'
import classes from './Card.module.css'

/** Card is a surface with a hairline around it. */
export function Card({ children, flush = false }: { children: ReactNode; flush?: boolean }) {
  return (
    <div className={classes.card} data-flush={flush || undefined}>
      {children}
    </div>
  )
}
