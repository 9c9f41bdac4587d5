import { VisuallyHidden } from '@mantine/core'

/** Nothing stands in a table where there is no value. */
export function Nothing({ label = 'none' }: { label?: string }) {
  return (
    <span data-none>
      <span aria-hidden="true" style={{ color: 'var(--mantine-color-dimmed)' }}>
        –
      </span>
      <VisuallyHidden>{label}</VisuallyHidden>
    </span>
  )
}
