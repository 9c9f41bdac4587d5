import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './Mapping.module.css'

interface LineProps {
  tone: 'warning' | 'fault'
  text: string
  children?: ReactNode
}

/** Line is what is said below a control. */
export function Line({ tone, text, children }: LineProps) {
  const Icon = tone === 'fault' ? IconCircleX : IconAlertTriangle
  return (
    <div className={classes.line} data-tone={tone}>
      <Icon size={14} aria-hidden />
      <span>
        {text} {children}
      </span>
    </div>
  )
}
