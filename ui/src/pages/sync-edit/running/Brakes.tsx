import { NumberInput, SimpleGrid, Switch, Text } from '@mantine/core'
import type { Brakes as Values } from '../spec'
import { faultAt, type PlacedFault } from '../steps'

interface BrakesProps {
  brakes: Values
  /** Whether the records of rows that are gone are deleted or cleared. */
  removes: boolean
  faults: PlacedFault[]
  onChange: (brakes: Values) => void
}

/** What each brake means. Shares are kept as 0 to 1 and shown in per cent. */
const limits = [
  {
    name: 'max_rows',
    label: 'Most rows',
    description: 'Holds a run that would send more rows than this.',
    unit: 'rows',
  },
  {
    name: 'max_share',
    label: 'Most of the model',
    description: 'Holds a run that would send a larger share of its rows, after the first run.',
    unit: '% of rows',
  },
  {
    name: 'max_growth',
    label: 'Growth',
    description: 'Holds a run that would send more than so many times the usual.',
    unit: 'times',
  },
  {
    name: 'new_keys',
    label: 'New keys',
    description: 'Holds a run of which a larger share has new keys, as after a change of the key.',
    unit: '% of keys',
  },
] as const

/** Brakes are limits beyond which a run waits for somebody. */
export function Brakes({ brakes, removes, faults, onChange }: BrakesProps) {
  return (
    <>
      <SimpleGrid cols={{ base: 1, md: 2 }} maw={940}>
        {limits.map(({ name, label, description, unit }) => {
          const percent = unit.startsWith('%')
          const value = brakes[name]
          return (
            <NumberInput
              key={name}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              label={label}
              description={`${description} Default: no limit.`}
              placeholder="No limit"
              error={faultAt(faults, `brakes.${name}`)}
              min={0}
              max={percent ? 100 : undefined}
              allowDecimal={name !== 'max_rows'}
              thousandSeparator={name === 'max_rows' ? ',' : undefined}
              rightSection={
                <Text size="sm" c="dimmed" aria-hidden>
                  {unit}
                </Text>
              }
              rightSectionWidth={84}
              rightSectionProps={{ style: { justifyContent: 'flex-end', paddingRight: 12 } }}
              rightSectionPointerEvents="none"
              value={value === undefined ? '' : percent ? tidy(value * 100) : value}
              onChange={(typed) => {
                const { [name]: _, ...rest } = brakes
                const number = Number(typed)
                onChange(typed === '' ? rest : { ...rest, [name]: percent ? tidy(number / 100) : number })
              }}
            />
          )
        })}
      </SimpleGrid>
      <Switch
        label="Hold a run if the model is empty"
        description={`A query that returns nothing is more often a mistake than the truth. Default: ${removes ? 'on, since what happens to rows that are gone would happen to all' : 'off'}.`}
        checked={brakes.empty === undefined ? removes : brakes.empty === 'hold'}
        onChange={(event) => {
          const { empty: _, ...rest } = brakes
          const hold = event.currentTarget.checked
          onChange(hold === removes ? rest : { ...rest, empty: hold ? 'hold' : 'allow' })
        }}
      />
    </>
  )
}

// 0.07 * 100 is not 7 to a computer.
function tidy(n: number): number {
  return Number(n.toPrecision(10))
}
