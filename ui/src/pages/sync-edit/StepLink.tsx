import { Anchor, Button } from '@mantine/core'
import { Link, type LinkProps, useSearch } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'
import type { StepName } from './search'
import { useBuilder } from './useBuilder'

interface StepLinkProps {
  step: StepName
  /** What happens before one goes there; a default that is prevented keeps one here. */
  onClick?: (event: MouseEvent) => void
  children: ReactNode
}

/** useStepLink makes links to the steps of the sync that is built. */
export function useStepLink(): (step: StepName) => LinkProps {
  const { existing } = useBuilder()
  const search = useSearch({ strict: false })
  const model = 'model' in search ? search.model : undefined
  const destination = 'destination' in search ? search.destination : undefined
  // A step shows itself from its top, or from the field that one is led to.
  const stay = { resetScroll: false }
  return (step) =>
    existing
      ? { ...stay, to: '/syncs/$name/edit', params: { name: existing.name }, search: { step } }
      : { ...stay, to: '/syncs/new', search: { step, model, destination } }
}

/** StepLink leads to a step from within a text. */
export function StepLink({ step, onClick, children }: StepLinkProps) {
  const link = useStepLink()
  return (
    <Anchor size="sm" onClick={onClick} renderRoot={(props) => <Link {...link(step)} {...props} />}>
      {children}
    </Anchor>
  )
}

/** StepButton leads to the step before or behind. */
export function StepButton({
  step,
  variant = 'filled',
  onClick,
  children,
}: StepLinkProps & { variant?: string }) {
  const link = useStepLink()
  return (
    <Button variant={variant} onClick={onClick} renderRoot={(props) => <Link {...link(step)} {...props} />}>
      {children}
    </Button>
  )
}
