import { List, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { Notice } from '../../components/Notice'
import type { Doubt } from './doubts'
import { StepLink } from './StepLink'

/** Doubts lead back to the mapping where rows would be refused by it. It can be saved all the same. */
export function Doubts({ doubts }: { doubts: Doubt[] }) {
  return (
    <section aria-label="Rows would be refused">
      <Notice tone="late" icon={IconAlertTriangle} title="Rows would be refused by this mapping">
        <List size="sm" spacing={4}>
          {doubts.map(({ label, text }) => (
            <List.Item key={text}>
              <StepLink step="mapping">{label ? `Mapping: ${label}` : 'Mapping'}</StepLink>
              <Text size="xs" c="dimmed">
                {text}
              </Text>
            </List.Item>
          ))}
        </List>
      </Notice>
    </section>
  )
}
