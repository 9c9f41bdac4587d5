import type { ReactNode } from 'react'
import classes from './Answer.module.css'
import type { Tone } from './Badge'

/** Answer is what became of a row, in a sentence: what one has opened a page for. Its colour is that of its badge. */
export function Answer({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <div className={classes.answer} style={{ ['--tone' as string]: `var(--${tone})` }}>
      {children}
    </div>
  )
}
