import { useQuery } from '@tanstack/react-query'
import { destinationQuery, destinationsQuery, destinationTypesQuery } from './destinations'
import type { Field, Resource } from './schema'
import { syncsQuery } from './syncs'

/** Vendor is whom a sync sends to, in people's words. */
export interface Vendor {
  /** Partnerize, say; the account's name as long as nothing better is known. */
  name: string
  /** What one record of the operation is: conversion, transaction, customer. */
  record: string
  /** What makes a record unique there: conversion reference. */
  keyName: string
  /** Among what that is unique, if not in all of the account: campaign. */
  scopeName: string
  /** The account of the sync as it is configured; absent while it is not known, and if the sync is gone. */
  account?: string
  /** Whether the configuration was read. */
  known: boolean
  model?: string
  /** Whether it can be asked what it has; absent while that is not known. */
  asked?: boolean
  /** The fields that a record cannot do without, and those of its lists: items.category. */
  required: readonly string[]
  destination?: string
  /** What a record can have. */
  fields: readonly Field[]
}

const records: Record<string, string> = {
  conversions: 'conversion',
  transactions: 'transaction',
  customers: 'customer',
  events: 'event',
}

/**
 * useVendor reads from the configuration whom a sync sends to. Of a sync that is gone, the words are those of the
 * destination that has its account, if there is one.
 */
export function useVendor(sync: string | undefined, account?: string): Vendor {
  const syncs = useQuery(syncsQuery)
  const found = syncs.data?.items.find((each) => each.name === sync)
  const destination = found?.destination
  const made = useQuery({ ...destinationQuery(destination ?? ''), enabled: destination !== undefined })
  const gone = syncs.data !== undefined && !found
  const all = useQuery({ ...destinationsQuery, enabled: gone && account !== undefined })
  const heir = gone ? all.data?.items.find((one) => accountOf(one) === account) : undefined
  const types = useQuery(destinationTypesQuery)
  const type = types.data?.items.find((t) => t.name === textIn(made.data?.data.spec ?? heir?.spec, 'type'))
  const only = heir && type?.operations.length === 1 ? type.operations[0] : undefined
  const operation = type?.operations.find((o) => o.name === found?.operation) ?? only
  const field = operation?.fields.find((f) => f.name === operation.key?.field)
  return {
    name: found?.vendor ?? type?.label ?? account ?? destination ?? 'the vendor',
    record: records[operation?.name ?? ''] ?? 'record',
    keyName: small(field?.label ?? field?.name ?? 'key'),
    scopeName: operation?.key?.scope?.replace(/^setting:/, '').replaceAll('_', ' ') ?? 'scope',
    account: found?.account,
    known: syncs.data !== undefined,
    model: found?.model,
    asked: type?.testable,
    required: operation?.fields.flatMap((f) => requiredOf(f)) ?? [],
    destination,
    fields: operation?.fields ?? [],
  }
}

function requiredOf(field: Field): string[] {
  const inner = (field.fields ?? []).filter((one) => one.required).map((one) => `${field.name}.${one.name}`)
  return field.required ? [field.name, ...inner] : inner
}

/** small begins words with small letters, and leaves abbreviations such as ID. */
function small(label: string): string {
  return label.replaceAll('_', ' ').replace(/\b[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase())
}

// The account of a destination is called as it is, unless somebody says otherwise.
const accountOf = ({ name, spec }: Resource) => textIn(spec, 'account') || name

function textIn(spec: unknown, name: string): string | undefined {
  const value = typeof spec === 'object' && spec !== null ? Object.entries(spec) : []
  const found = value.find(([key]) => key === name)?.[1]
  return found === undefined || found === null ? undefined : String(found)
}
