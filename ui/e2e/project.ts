/** added puts models and syncs into a sample's waybill.yaml. */
export function added(yaml: string, models: string[], syncs: string[]): string {
  return yaml
    .replace('models:\n', `models:\n${models.join('')}`)
    .replace('syncs:\n', `syncs:\n${syncs.join('')}`)
}

/** model is one whose rows have an id. */
export function model(name: string, sql: string, source = 'shop'): string {
  return `  ${name}:
    source: ${source}
    sql: |
      ${sql.trim().replaceAll('\n', '\n      ')}
    primary_key: id
`
}

/** counting begins a query of a table n, whose i goes from 1 to a number. */
export const counting = (to: number): string =>
  `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${to})`

/** order is a query of one order. */
export const order = (id: string, { click = "'10lsandbox01'", quantity = '1' } = {}): string =>
  `select ${id} as id, ${click} as click, 'shoes' as category, 12.5 as value, ${quantity} as quantity`

/** orders are so many of them: NAME-1, NAME-2… */
export const orders = (name: string, rows: number): string =>
  `${counting(rows)} ${order(`'${name}-' || i`)} from n`

/** flawed is a model of orders of which each tenth has no click, and each 29th no quantity. */
export function flawed(name: string, rows: number): string {
  const one = order(`printf('${name}-%04d', i)`, {
    click: "case when i % 10 = 0 then null else '10lsandbox01' end",
    quantity: 'case when i % 29 = 0 then null else 1 end',
  })
  return model(name, `${counting(rows)} ${one} from n`)
}

/** conversions is a sync that sends a model of orders to Partnerize. */
export function conversions(name: string, model: string, more = ''): string {
  return `  ${name}:
    model: ${model}
    destination: partnerize
    operation: conversions
    mode: insert
    settings: {campaign: 10l176}
    mapping:
      conversion_reference: id
      click_reference: click
      item_category: category
      item_value: value
      item_quantity: quantity
    ${more}
`
}
