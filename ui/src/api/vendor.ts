import { useQuery } from '@tanstack/react-query'
import { destinationQuery, destinationTypesQuery } from './destinations'
import type { Field } from './schema'
import { syncsQuery } from './syncs'

/** Vendor is whom a sync sends to, in people's words. */
export interface Vendor {
  /** Partnerize, say; the account's name as long as nothing better is known. */
  name: string
  /** What one record of the operation is: conversion, transaction, customer. */
  record: string
  /** What makes a record unique there: conversion reference. */
  keyName: string
  /** The account of the sync as it is configured; absent while it is not known, and if the sync is gone. */
  account?: string
  /** Whether the configuration was read. */
  known: boolean
  model?: string
  /** The fields that a record cannot do without, and those of its lists: items.category. */
  required: readonly string[]
  destination?: string
}

const records: Record<string, string> = {
  conversions: 'conversion',
  transactions: 'transaction',
  customers: 'customer',
  events: 'event',
}

/** useVendor reads from the configuration whom a sync sends to. A sync that is gone leaves the plain words. */
export function useVendor(sync: string | undefined, account?: string): Vendor {
  const syncs = useQuery(syncsQuery)
  const found = syncs.data?.items.find((each) => each.name === sync)
  const destination = found?.destination
  const made = useQuery({ ...destinationQuery(destination ?? ''), enabled: destination !== undefined })
  const types = useQuery(destinationTypesQuery)
  const type = types.data?.items.find((t) => t.name === typeOf(made.data?.data.spec))
  const operation = type?.operations.find((o) => o.name === found?.operation)
  const field = operation?.fields.find((f) => f.name === operation.key?.field)
  return {
    name: found?.vendor ?? type?.label ?? account ?? destination ?? 'the vendor',
    record: records[operation?.name ?? ''] ?? 'record',
    keyName: small(field?.label ?? field?.name ?? 'key'),
    account: found?.account,
    known: syncs.data !== undefined,
    model: found?.model,
    required: operation?.fields.flatMap((f) => requiredOf(f)) ?? [],
    destination,
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

function typeOf(spec: unknown): string | undefined {
  return typeof spec === 'object' && spec !== null && 'type' in spec ? String(spec.type) : undefined
}
