import { Button, type ButtonProps } from '@mantine/core'
import type { ReactNode } from 'react'
import { confirm } from './confirm'

interface ConfirmButtonProps extends ButtonProps {
  title: string
  body: ReactNode
  action: string
  danger?: boolean
  onConfirm: () => void
  children: ReactNode
}

/** ConfirmButton asks before it does what it says. */
export function ConfirmButton({
  title,
  body,
  action,
  danger,
  onConfirm,
  children,
  ...button
}: ConfirmButtonProps) {
  const press = async () => {
    if (await confirm({ title, body, action, danger })) {
      onConfirm()
    }
  }
  return (
    <Button variant="default" {...button} onClick={press}>
      {children}
    </Button>
  )
}
