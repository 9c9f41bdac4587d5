import { Button, Text } from '@mantine/core'
import { counted, grouped } from './Count'

interface ChosenCountProps {
  chosen: number
  /** How many of them are on other pages, or hidden by a filter. */
  unseen: number
  onClear: () => void
}

/** ChosenCount says how many rows are chosen, and takes them all back. */
export function ChosenCount({ chosen, unseen, onClear }: ChosenCountProps) {
  return (
    <>
      <Text size="sm">{words(chosen, unseen)}</Text>
      <Button size="compact-xs" variant="subtle" onClick={onClear}>
        Clear
      </Button>
    </>
  )
}

function words(chosen: number, unseen: number): string {
  const all = `${counted(chosen, 'row')} chosen`
  if (unseen === 0) {
    return all
  }
  return unseen === chosen ? `${all}, not shown here` : `${all}, ${grouped(unseen)} of them not shown`
}
