import { NumberInput, SimpleGrid, Switch, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { problemOf } from '../../../api/problem'
import type { Field } from '../../../api/schema'
import { brakesQuery } from '../../../api/sync-builder'
import { ProblemNotice } from '../../../components/ProblemNotice'
import { SkeletonText } from '../../../components/SkeletonText'
import type { Brakes as Values } from '../spec'
import { faultAt, type PlacedFault } from '../steps'

interface BrakesProps {
  brakes: Values
  /** Whether the records of rows that are gone are deleted or cleared. */
  removes: boolean
  faults: PlacedFault[]
  onChange: (brakes: Values) => void
}

/** What numbers of a unit are followed by. Shares are kept as 0 to 1 and shown in per cent. */
function unitOf({ name, unit }: Field): string {
  return unit === 'share' ? `% of ${name === 'new_keys' ? 'keys' : 'rows'}` : (unit ?? '')
}

const small = (words = '') => words.charAt(0).toLowerCase() + words.slice(1)

/** Brakes are limits beyond which a run waits for somebody. */
export function Brakes({ brakes, removes, faults, onChange }: BrakesProps) {
  const { data, error } = useQuery(brakesQuery)
  return (
    <>
      <ProblemNotice problem={error ? problemOf(error) : undefined} />
      {!data && !error && <SkeletonText lines={4} label="Reading which limits there are" />}
      <SimpleGrid cols={{ base: 1, md: 2 }} maw={940} style={{ alignItems: 'end' }}>
        {data?.items
          .filter((limit) => limit.unit !== undefined)
          .map((limit) => (
            <Limit
              key={limit.name}
              limit={limit}
              value={brakes[limit.name]}
              fault={faultAt(faults, `brakes.${limit.name}`)}
              onChange={(value) => {
                const { [limit.name]: _, ...rest } = brakes
                onChange(value === undefined ? rest : { ...rest, [limit.name]: value })
              }}
            />
          ))}
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

interface LimitProps {
  limit: Field
  value: unknown
  fault: string | undefined
  onChange: (value: number | undefined) => void
}

function Limit({ limit, value, fault, onChange }: LimitProps) {
  const factor = limit.unit === 'share' ? 100 : 1
  const at = (bound: string | undefined) => (bound === undefined ? undefined : Number(bound) * factor)
  return (
    <NumberInput
      label={limit.label}
      description={`Holds a run if ${small(limit.doc)} Default: no limit.`}
      placeholder="No limit"
      error={fault}
      clampBehavior="none" // what is out of bounds is told, and not made something else
      min={at(limit.min)}
      max={at(limit.max)}
      allowDecimal={limit.type !== 'int'}
      thousandSeparator={limit.type === 'int' ? ',' : undefined}
      rightSection={
        <Text size="sm" c="dimmed" aria-hidden>
          {unitOf(limit)}
        </Text>
      }
      rightSectionWidth={84}
      rightSectionProps={{ style: { justifyContent: 'flex-end', paddingRight: 12 } }}
      rightSectionPointerEvents="none"
      value={typeof value === 'number' ? tidy(value * factor) : ''}
      onChange={(typed) => onChange(typed === '' ? undefined : tidy(Number(typed) / factor))}
    />
  )
}

// 0.07 * 100 is not 7 to a computer.
function tidy(n: number): number {
  return Number(n.toPrecision(10))
}
