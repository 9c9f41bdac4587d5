import type { Exchange } from '../../api/schema'
import { CodeBlock } from '../../components/CodeBlock'

/** PlannedRequest is a request as it would go out; the last one of a row is the write. */
export function PlannedRequest({ request, last }: { request: Exchange; last: boolean }) {
  const what = last ? 'What would be sent' : 'Looked up first'
  return (
    <>
      <CodeBlock label={what} code={headOf(request)} wrap />
      {request.request_body && <CodeBlock label={`${what}: body`} code={request.request_body} wrap />}
    </>
  )
}

function headOf({ method, url, request_header, status }: Exchange): string {
  const headers = Object.entries(request_header ?? {}).map(
    ([name, values]) => `${name}: ${values.join(', ')}`,
  )
  return [`${method} ${url}`, ...headers, ...(status === undefined ? [] : ['', `Answered ${status}`])].join(
    '\n',
  )
}
