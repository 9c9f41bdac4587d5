import { Skeleton, Stack, VisuallyHidden } from '@mantine/core'

/** SkeletonText keeps the room of text that is on its way. */
export function SkeletonText({ lines = 3, label = 'Loading' }: { lines?: number; label?: string }) {
  return (
    <Stack gap={10} aria-busy="true">
      <VisuallyHidden role="status">{label}</VisuallyHidden>
      {Array.from({ length: lines }, (_, i) => (
        <Skeleton key={i} height={12} width={`${[72, 94, 60, 85][i % 4]}%`} />
      ))}
    </Stack>
  )
}
