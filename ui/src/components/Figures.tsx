import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Tone } from './Badge'
import { Count } from './Count'
import classes from './Figures.module.css'

export interface Figure {
  label: string
  value: number
  /** The colour of what is counted; its label stands beside it. */
  tone?: Tone
  /** What more is to be said of it: "12 of them unconfirmed". */
  detail?: ReactNode
  /** Where those that are counted are listed. */
  link?: LinkProps
  /** Whether these are what is listed now. */
  chosen?: boolean
}

interface FiguresProps {
  label: string
  figures: Figure[]
  /** Whether they only explain others: a line of small ones. */
  small?: boolean
  /** Whether those of nothing are left out on a phone, where they would push the others out of sight. */
  fold?: boolean
}

/** Figures is a strip of numbers that belong together. */
export function Figures({ label, figures, small = false, fold = small }: FiguresProps) {
  const details = figures.some((figure) => figure.detail)
  return (
    <dl className={small ? classes.line : classes.strip} data-fold={fold || undefined} aria-label={label}>
      {figures.map(({ label, value, tone, detail, link, chosen }) => (
        <div
          key={label}
          className={classes.figure}
          data-none={value === 0 || undefined}
          data-chosen={chosen || undefined}
        >
          <dt>
            {tone && (
              <span
                className={classes.dot}
                style={{ background: value === 0 ? 'var(--line)' : `var(--${tone})` }}
                aria-hidden="true"
              />
            )}
            {link && value > 0 ? (
              <Link {...link} resetScroll={false} aria-current={chosen ? 'true' : undefined}>
                {label}
              </Link>
            ) : (
              label
            )}
          </dt>
          <dd>
            <Count of={value} />
            {details && <span className={classes.detail}>{detail}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
