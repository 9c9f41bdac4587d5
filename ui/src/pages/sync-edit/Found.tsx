import { List, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { advised } from '../../api/sentence'
import { Notice } from '../../components/Notice'
import { StepLink } from './StepLink'
import { type PlacedFault, stepsOf } from './steps'
import { useBuilder } from './useBuilder'

/** Found leads to what the server finds wrong with a sync as it stands, each in its step. */
export function Found({ faults }: { faults: PlacedFault[] }) {
  const { draft, operation } = useBuilder()
  const steps = stepsOf(draft.spec, operation)
  return (
    <section aria-label="Needs a change">
      <Notice tone="late" icon={IconAlertTriangle} title="Something in it needs a change">
        <List size="sm" spacing={4}>
          {faults.map((fault) => {
            const step = steps.find(({ name }) => name === fault.step)
            const place = fault.path.split('.').slice(1).join(': ')
            return (
              <List.Item key={fault.path + fault.text}>
                {step && (
                  <StepLink step={step.name}>{place ? `${step.label}: ${place}` : step.label}</StepLink>
                )}
                <Text size="xs" c="dimmed">
                  {advised(fault.text, fault.hint)}
                </Text>
              </List.Item>
            )
          })}
        </List>
      </Notice>
    </section>
  )
}
