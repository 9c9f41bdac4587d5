import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Fixture, open } from './fixture.ts'

// A model is made of one of dbt's, out of the manifest that dbt writes.
let fixture: Fixture
let page: Page

before(async () => {
  fixture = await open()
  await mkdir(join(fixture.server.dir, 'target'))
  await writeFile(join(fixture.server.dir, 'target', 'manifest.json'), JSON.stringify(manifest))
  page = await fixture.enter()
})

after(() => fixture.close())

/** node is what version 12 of the manifest has of everything that dbt builds. */
function node(kind: string, name: string, more: object = {}) {
  const id = `${kind}.shop.${name}`
  return {
    [id]: {
      database: null,
      schema: 'main',
      name,
      resource_type: kind,
      package_name: 'shop',
      path: `marts/${name}.sql`,
      original_file_path: `models/marts/${name}.sql`,
      unique_id: id,
      fqn: ['shop', 'marts', name],
      alias: name,
      checksum: { name: 'sha256', checksum: '0f9a' },
      config: {
        enabled: true,
        alias: null,
        schema: null,
        database: null,
        tags: [],
        meta: {},
        materialized: 'table',
        contract: { enforced: false, alias_types: true },
        access: 'protected',
      },
      tags: [],
      description: '',
      columns: {},
      meta: {},
      group: null,
      docs: { show: true, node_color: null },
      build_path: null,
      deferred: false,
      relation_name: `"main"."${name}"`,
      raw_code: 'select 1',
      language: 'sql',
      refs: [],
      sources: [],
      metrics: [],
      depends_on: { macros: [], nodes: [] },
      version: null,
      latest_version: null,
      ...more,
    },
  }
}

const column = (name: string, type: string, description: string) => ({
  [name]: { name, description, meta: {}, data_type: type, constraints: [], quote: null, tags: [] },
})

const manifest = {
  metadata: {
    dbt_schema_version: 'https://schemas.getdbt.com/dbt/manifest/v12.json',
    dbt_version: '1.9.4',
    generated_at: '2026-11-20T06:00:00.000000Z',
    project_name: 'shop',
    adapter_type: 'sqlite',
  },
  nodes: {
    ...node('model', 'fct_orders', {
      alias: 'orders',
      description: 'One row for each order that was paid',
      columns: {
        ...column('order_id', 'text', 'Its number, as the customer knows it.'),
        ...column('clickref', 'text', "Partnerize's click."),
      },
    }),
    ...node('model', 'int_orders', { config: { materialized: 'ephemeral' }, relation_name: null }),
    ...node('model', 'dim_customers.v2', { name: 'dim_customers', version: 2, alias: 'customers' }),
    ...node('seed', 'countries', { config: { materialized: 'seed' } }),
    ...node('snapshot', 'payments_history', { alias: 'payments' }),
    ...node('test', 'unique_fct_orders_order_id', { config: { severity: 'ERROR', store_failures: null } }),
  },
  sources: { 'source.shop.raw.orders': { name: 'orders', resource_type: 'source' } },
  macros: {},
  exposures: {},
  metrics: {},
  parent_map: {},
  child_map: {},
}

test('a dbt model is picked, previewed, keyed and saved', async () => {
  await page.goto(`${fixture.server.url}/models/new?source=shop`)
  await page.getByText('dbt model', { exact: true }).click()
  const picker = page.getByRole('combobox', { name: /^dbt model/ })
  await picker.click()
  // What is not in the database is not offered; what is not a model says what it is.
  const options = page.getByRole('option')
  await options.first().waitFor()
  const offered = (await options.allInnerTexts()).map((text) => text.replaceAll(/\n+/g, ': '))
  assert.deepEqual(offered, [
    'countries: seed',
    'dim_customers.v2',
    'fct_orders: One row for each order that was paid',
    'payments_history: snapshot',
  ])
  await picker.fill('paid')
  await page.getByRole('option', { name: 'fct_orders' }).click()
  await page.getByText('One row for each order that was paid.').waitFor()
  await page.getByText('"main"."orders"').waitFor()
  await accessible(page)
  await page.getByRole('button', { name: /^Preview/ }).click()
  const rows = page.getByRole('region', { name: 'First rows of the model' })
  await rows.getByText('O-9001').waitFor()
  const key = page.getByRole('combobox', { name: /Columns of the key/ })
  await key.fill('order_id')
  await page.getByRole('option', { name: 'order_id' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Check the key' }).click()
  await page.getByText('Each of 5 rows has a key of its own').waitFor()
  // It is called as it is in dbt, unless somebody says otherwise.
  const name = page.getByRole('textbox', { name: /^Name/ })
  assert.equal(await name.inputValue(), 'fct_orders')
  await page.getByRole('button', { name: 'Save model' }).click()
  await page.getByRole('heading', { level: 1, name: 'fct_orders' }).waitFor()
  const saved = await (await page.request.get(`${fixture.server.url}/api/v1/models/fct_orders`)).json()
  assert.deepEqual(saved.spec, { source: 'shop', table: '"main"."orders"', primary_key: 'order_id' })
  // What was saved is the table; which of dbt's models that is can still be seen.
  await page.getByText(/dbt model fct_orders/).waitFor()
})

test('a manifest that is not there, or elsewhere, is said beside its field', async () => {
  await page.goto(`${fixture.server.url}/models/new?source=shop&from=dbt`)
  const manifest = page.getByRole('textbox', { name: /^dbt manifest/ })
  await manifest.fill('nowhere.json')
  await page.getByText(/There is no dbt manifest/).waitFor()
  assert.equal(await manifest.getAttribute('aria-invalid'), 'true')
  await manifest.fill('../manifest.json')
  await page.getByText(/The manifest is not in the server's folder/).waitFor()
  await accessible(page)
  await manifest.fill('target/manifest.json')
  await page.getByRole('combobox', { name: /^dbt model/ }).click()
  await page.getByRole('option', { name: 'countries' }).waitFor()
})
