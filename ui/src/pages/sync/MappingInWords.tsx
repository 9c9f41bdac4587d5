import type { Field, Sync } from '../../api/schema'
import { useVendor } from '../../api/vendor'
import { DataTable } from '../../components/DataTable'
import { KeyText } from '../../components/KeyText'
import { Section } from '../../components/Section'
import { fieldAt, linesOf, matchOf } from './mapping'

/** MappingInWords tells what each field of the destination gets, to be read and not changed. */
export function MappingInWords({ sync }: { sync: Sync }) {
  const { required, fields } = useVendor(sync.name)
  const match = matchOf(sync.spec)
  return (
    <Section
      title="Mapping"
      lead={
        <>
          {match.length > 0 && `Records are found at the vendor by ${match.join(' and ')}. `}A row is refused
          where a required field has no value.
        </>
      }
    >
      <DataTable
        label="Mapping"
        rows={linesOf(sync.spec, required).map((line, i) => ({ ...line, id: `${i} ${line.field}` }))}
        rowKey={(line) => line.id}
        empty={null}
        columns={[
          {
            header: 'Field',
            cell: (line) => (
              <span style={{ paddingLeft: line.depth * 20 }}>
                <FieldName field={fieldAt(fields, line.path.split('.'))} name={line.field} />
              </span>
            ),
          },
          { header: 'Gets', narrow: 'line', cell: (line) => line.value },
          { header: 'If there is no value', cell: (line) => line.empty },
        ]}
      />
    </Section>
  )
}

/** FieldName is a field as the builder calls it, with its name in files. */
function FieldName({ field, name }: { field: Field | undefined; name: string }) {
  return field?.label ? (
    <>
      {field.label} <KeyText>{field.name}</KeyText>
    </>
  ) : (
    <KeyText>{name}</KeyText>
  )
}
