import { Button, type ButtonProps } from '@mantine/core'
import type { ReactNode } from 'react'
import { confirm } from './confirm'

interface ConfirmButtonProps extends ButtonProps {
  title: string
  body: ReactNode
  action: string
  danger?: boolean
  refuse?: string
  onConfirm: () => void
  children: ReactNode
}

/** ConfirmButton asks before it does what it says. */
export function ConfirmButton({
  title,
  body,
  action,
  danger,
  refuse,
  onConfirm,
  children,
  ...button
}: ConfirmButtonProps) {
  const press = async () => {
    if (await confirm({ title, body, action, danger, refuse })) {
      onConfirm()
    }
  }
  return (
    <Button variant="default" {...button} onClick={press}>
      {children}
    </Button>
  )
}
