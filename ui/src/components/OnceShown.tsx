import { Alert, Code, Group, Text } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { CopyButton } from './CopyButton'

interface OnceShownProps {
  title: string
  /** What nobody gets to see again: a link or a token. */
  value: string
  copy: string
  children?: ReactNode
  onClose: () => void
}

/** OnceShown is a secret that is shown this once, to be copied. */
export function OnceShown({ title, value, copy, children, onClose }: OnceShownProps) {
  const notice = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Braces: some browsers return a promise, which React would take for what ends the effect.
    notice.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <Alert
      ref={notice}
      role="status"
      variant="outline"
      title={title}
      icon={<IconKey aria-hidden />}
      withCloseButton
      closeButtonLabel="Close"
      onClose={onClose}
      mb="md"
      styles={{
        message: { color: 'var(--mantine-color-text)' },
        title: { color: 'var(--mantine-color-text)' },
      }}
    >
      <Group gap="xs" mb={6}>
        <Code style={{ overflowWrap: 'anywhere', fontSize: 13 }}>{value}</Code>
        <CopyButton words value={value} label={copy} />
      </Group>
      <Text size="sm" component="div">
        {children}
      </Text>
    </Alert>
  )
}
