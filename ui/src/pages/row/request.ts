import type { Exchange } from '../../api/schema'
import { mask } from '../../components/Masked'

/** curl is a request as a command. What was masked is a variable, to be set by whoever has the secret. */
export function curl(exchange: Exchange): string {
  const parts = [`curl -X ${exchange.method} ${quoted(exchange.url, 'URL_SECRET')}`]
  for (const [name, values] of Object.entries(exchange.request_header ?? {})) {
    for (const value of values) {
      parts.push(`-H ${quoted(`${name}: ${value}`, variable(name))}`)
    }
  }
  if (exchange.request_body) {
    parts.push(`--data-raw ${quoted(exchange.request_body, 'BODY_SECRET')}`)
  }
  return parts.join(' \\\n  ')
}

const variable = (header: string) => header.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')

/** quoted is a text as one word of a shell. */
function quoted(text: string, name: string): string {
  const parts = text.split(mask).map((part) => `'${part.replaceAll("'", `'\\''`)}'`)
  return parts.join(`"$${name}"`).replaceAll(/(^|")''("|$)/g, '$1$2')
}

export interface Part {
  name: string
  value: string
  /** Which item of the request it belongs to; absent: none. */
  item?: number
}

/**
 * pathParts reads the path grammar of a tracking host, /conversion/name:value/[name:value/name:value][…], part
 * by part. An address that has no such parts has none.
 */
export function pathParts(url: string): Part[] {
  let path: string
  try {
    path = new URL(url).pathname
  } catch {
    return []
  }
  const items = [...path.matchAll(/\[([^\]]*)\]/g)].map((m) => m[1] ?? '')
  const before = path.replaceAll(/\[[^\]]*\]/g, '')
  return [...pairs(before), ...items.flatMap((text, i) => pairs(text, i + 1))]
}

function pairs(path: string, item?: number): Part[] {
  return path.split('/').flatMap((segment) => {
    const colon = segment.indexOf(':')
    return colon < 1
      ? []
      : [{ name: segment.slice(0, colon), value: decoded(segment.slice(colon + 1)), item }]
  })
}

/** formParts reads a form, or the query of an address. */
export function formParts(body: string): Part[] {
  return [...new URLSearchParams(body)].map(([name, value]) => ({ name, value }))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export const isForm = (exchange: Exchange) =>
  Object.entries(exchange.request_header ?? {}).some(
    ([name, values]) =>
      name.toLowerCase() === 'content-type' && values.some((v) => v.includes('x-www-form-urlencoded')),
  )

/** waited is how many seconds passed between an answer and the next request. */
export function waited(before: Exchange | undefined, next: Exchange): number {
  if (!before) {
    return 0
  }
  const ended = new Date(before.started_at).getTime() + before.took_ns / 1e6
  return Math.max(0, (new Date(next.started_at).getTime() - ended) / 1000)
}

/** asked is the wait that an answer asked for, as it said it. */
export function asked(exchange: Exchange): string | undefined {
  for (const [name, values] of Object.entries(exchange.response_header ?? {})) {
    if (/^(retry-after|x-ratelimit-retry-after)$/i.test(name)) {
      return values[0]
    }
  }
  return undefined
}

// What a server keeps of a body.
const kept = 64 * 1024

export const cut = (body: string | undefined) => body !== undefined && new Blob([body]).size >= kept
