import { Stack } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import { faultOf, type Problem } from '../api/problem'
import type { Field } from '../api/schema'
import classes from './AdvancedSettings.module.css'

const limits = ['requests', 'per', 'concurrency', 'timeout', 'account']

interface AdvancedSettingsProps {
  problem: Problem | undefined
  fields: readonly Field[]
  children: ReactNode
}

/** AdvancedSettings are folded away, until something in them is wrong. */
export function AdvancedSettings({ problem, fields, children }: AdvancedSettingsProps) {
  const [open, setOpen] = useState(false)
  const wrong = [...fields.map((field) => field.name), ...limits].some((name) => faultOf(problem, name))
  useEffect(() => {
    if (wrong) {
      setOpen(true)
    }
  }, [wrong])
  return (
    <details className={classes.advanced} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={classes.summary}>
        <IconChevronRight size={15} className={classes.arrow} aria-hidden />
        Advanced
      </summary>
      <Stack gap="md" mt="sm">
        {children}
      </Stack>
    </details>
  )
}
