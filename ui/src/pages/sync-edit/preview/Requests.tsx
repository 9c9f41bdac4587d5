import { Text } from '@mantine/core'
import type { Exchange } from '../../../api/schema'
import { CodeBlock } from '../../../components/CodeBlock'
import classes from './Preview.module.css'

/** Requests are the exact requests: look-ups first, and at the end what would be sent. */
export function Requests({ requests, vendor }: { requests: Exchange[]; vendor: string }) {
  return requests.map((request, i) => {
    const write = i === requests.length - 1
    const title = write ? 'Request' : 'Look-up'
    return (
      <section key={i} aria-label={write ? 'Request' : `Look-up ${i + 1}`} className={classes.request}>
        <h3 className={classes.heading}>{title}</h3>
        {!write && (
          <Text size="xs" c="dimmed">
            {request.status === undefined
              ? `A run asks ${vendor} this first; here it was not asked.`
              : `${vendor} answered ${request.status}.`}
          </Text>
        )}
        <CodeBlock wrap label={`${request.method} request`} code={`${request.method} ${request.url}`} />
        {headers(request) !== '' && <CodeBlock wrap label="Headers" code={headers(request)} />}
        {request.request_body && <CodeBlock label="Body" code={request.request_body} />}
        {!write && request.response_body && <CodeBlock label="Answer" code={request.response_body} />}
      </section>
    )
  })
}

function headers(request: Exchange): string {
  return Object.entries(request.request_header ?? {})
    .map(([name, values]) => `${name}: ${(values ?? []).join(', ')}`)
    .join('\n')
}
