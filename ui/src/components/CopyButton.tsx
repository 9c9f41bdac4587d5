import { ActionIcon, Button, CopyButton as Copy, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'

interface CopyButtonProps {
  value: string
  /** What is copied: "Copy the key". */
  label: string
  /** Whether the label stands in the button. */
  words?: boolean
}

/** CopyButton puts a text into the clipboard, and says that it did. */
export function CopyButton({ value, label, words = false }: CopyButtonProps) {
  return (
    <Copy value={value} timeout={1500}>
      {({ copied, copy }) => {
        const icon = copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />
        const said = copied ? 'Copied' : label
        return words ? (
          <Button variant="default" size="xs" leftSection={icon} onClick={copy}>
            <span aria-live="polite">{said}</span>
          </Button>
        ) : (
          <Tooltip label={said}>
            <ActionIcon variant="subtle" color="gray" size={24} onClick={copy} aria-label={said}>
              {icon}
            </ActionIcon>
          </Tooltip>
        )
      }}
    </Copy>
  )
}
