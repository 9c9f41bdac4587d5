import { NumberInput, SimpleGrid, Switch } from '@mantine/core'
import type { Brakes as Values } from '../spec'
import { faultAt, type PlacedFault } from '../steps'

interface BrakesProps {
  brakes: Values
  faults: PlacedFault[]
  onChange: (brakes: Values) => void
}

/** What each brake means. Shares are kept as 0 to 1 and shown in per cent. */
const limits = [
  {
    name: 'max_rows',
    label: 'Most rows',
    description: 'More rows than this would be sent.',
    percent: false,
  },
  {
    name: 'max_share',
    label: 'Most of the model',
    description: 'A greater part of its rows would be sent. It begins to count after the first run.',
    percent: true,
  },
  {
    name: 'max_growth',
    label: 'Growth',
    description: 'More than so many times the mean of the last runs.',
    percent: false,
  },
  {
    name: 'new_keys',
    label: 'New keys',
    description: 'A greater part of the keys is new, as after a primary key was changed.',
    percent: true,
  },
] as const

/** Brakes are limits beyond which a run waits for somebody. */
export function Brakes({ brakes, faults, onChange }: BrakesProps) {
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }} maw={760}>
        {limits.map(({ name, label, description, percent }) => {
          const value = brakes[name]
          return (
            <NumberInput
              key={name}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              label={label}
              description={description}
              placeholder="No limit"
              error={faultAt(faults, `brakes.${name}`)}
              min={0}
              max={percent ? 100 : undefined}
              allowDecimal={name !== 'max_rows'}
              thousandSeparator={name === 'max_rows' ? ',' : undefined}
              suffix={percent ? ' %' : name === 'max_growth' ? ' times' : undefined}
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
        description="A query that returns nothing is more often a mistake than the truth. Where gone rows are deleted this is on unless you turn it off in a file."
        checked={brakes.empty === 'hold'}
        onChange={(event) => {
          const { empty: _, ...rest } = brakes
          onChange(event.currentTarget.checked ? { ...rest, empty: 'hold' } : rest)
        }}
      />
    </>
  )
}

// 0.07 * 100 is not 7 to a computer.
function tidy(n: number): number {
  return Number(n.toPrecision(10))
}
