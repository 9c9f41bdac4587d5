import { Text } from '@mantine/core'
import { Exact, plainText } from '../../../api/exact'
import classes from './Preview.module.css'

/** RecordTable shows the mapped record: its fields, with the objects and lists in them. */
export function RecordTable({ record }: { record: unknown }) {
  const fields = typeof record === 'object' && record !== null ? Object.entries(record) : []
  if (fields.length === 0) {
    return null
  }
  return (
    <section aria-labelledby="the-record">
      <h3 id="the-record" className={classes.heading}>
        Record
      </h3>
      <dl className={classes.record}>
        {fields.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Value value={value} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Value({ value }: { value: unknown }) {
  if (value === null) {
    return (
      <Text component="span" size="xs" c="dimmed">
        null
      </Text>
    )
  }
  if (Array.isArray(value)) {
    return (
      <ol className={classes.list}>
        {value.map((one, i) => (
          <li key={i}>
            <Value value={one} />
          </li>
        ))}
      </ol>
    )
  }
  if (typeof value === 'object' && !(value instanceof Exact)) {
    return Object.entries(value)
      .map(([name, one]) => `${name}: ${plainText(one)}`)
      .join(', ')
  }
  return plainText(value)
}
