import { List, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { RefObject } from 'react'
import { Notice } from '../../components/Notice'
import { StepLink } from './StepLink'
import { stepsOf } from './steps'
import { useBuilder } from './useBuilder'

/** StillMissing leads to all that a sync cannot be saved without, each in its step and field. */
export function StillMissing({ ref }: { ref: RefObject<HTMLElement | null> }) {
  const { draft, operation, missing, lead } = useBuilder()
  const steps = stepsOf(draft.spec, operation)
  return (
    <section ref={ref} aria-label="Still missing">
      <Notice tone="late" icon={IconAlertTriangle} title="It cannot be saved yet">
        <List size="sm" spacing={4}>
          {missing.map((one) => {
            const step = steps.find(({ name }) => name === one.step)?.label
            return (
              <List.Item key={one.path}>
                <StepLink step={one.step} onClick={() => lead(one)}>
                  {step === one.label ? step : `${step}: ${one.label}`}
                </StepLink>
                <Text size="xs" c="dimmed">
                  {one.text}
                </Text>
              </List.Item>
            )
          })}
        </List>
      </Notice>
    </section>
  )
}
