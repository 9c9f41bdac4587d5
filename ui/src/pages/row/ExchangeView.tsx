import { Text } from '@mantine/core'
import type { Exchange } from '../../api/schema'
import { CodeBlock } from '../../components/CodeBlock'
import { CopyButton } from '../../components/CopyButton'
import { Parts } from './Parts'
import { curl, cut, formParts, isForm, type Part, pathParts } from './request'
import classes from './row.module.css'

/** ExchangeView is a request and its answer, whole. */
export function ExchangeView({ exchange, planned = false }: { exchange: Exchange; planned?: boolean }) {
  const path = pathParts(exchange.url)
  const form = exchange.request_body && isForm(exchange) ? formParts(exchange.request_body) : []
  return (
    <div className={classes.two}>
      <div className={classes.side}>
        <CodeBlock
          label="Request"
          wrap
          code={`${exchange.method} ${exchange.url}`}
          actions={<CopyButton words value={curl(exchange)} label="Copy as curl" />}
        />
        {path.length > 0 && <Parts label="What its path says" parts={path} />}
        {form.length > 0 && <Parts label="What its form says" parts={form} />}
        {exchange.request_body && <CodeBlock label="Request body" code={exchange.request_body} />}
        {cut(exchange.request_body) && <Cut />}
        <Headers label="Request headers" of={exchange.request_header} />
      </div>
      {!planned && (
        <div className={classes.side}>
          {exchange.error ? (
            <CodeBlock label="No answer" wrap code={exchange.error} />
          ) : (
            <CodeBlock label="Response body" code={exchange.response_body ?? ''} />
          )}
          {cut(exchange.response_body) && <Cut />}
          <Headers label="Response headers" of={exchange.response_header} />
        </div>
      )}
    </div>
  )
}

function Headers({ label, of = {} }: { label: string; of?: Record<string, string[]> }) {
  const parts: Part[] = Object.entries(of).flatMap(([name, values]) =>
    values.map((value) => ({ name, value })),
  )
  return parts.length > 0 ? <Parts label={label} parts={parts} /> : null
}

function Cut() {
  return (
    <Text size="xs" c="dimmed">
      Cut here: the first 64 KiB of a body are kept.
    </Text>
  )
}
