import type { Story } from '../../api/schema'
import { businessKey, lastAccepted, settledAt, times, verdicts } from '../../components/StoryView'

/** evidence is the whole story as a text that can be forwarded. Its times are UTC: it leaves the viewer's zone. */
export function evidence(story: Story, vendor: string, now: Date): string {
  const { entry, claim } = story
  const settled = settledAt(story)
  const lines = [
    `${story.key}: what Waybill knows of it`,
    `Written ${utc(now.toISOString())}. All times are UTC.`,
    '',
    story.sentence,
    '',
    fact('Sync', story.sync),
    fact('Sent to', vendor),
    fact('Account', story.account),
    fact('Primary key', story.key),
    fact('Business key', businessKey(story)),
    fact('State', story.marked ? 'marked delivered' : story.state),
    fact("Vendor's id", claim?.vendor_id ?? lastAccepted(story)?.vendor_id),
    ...(claim?.accepted_before ?? []).map((one) =>
      fact('Accepted before', `${utc(one.at)}, ${one.vendor_id ?? 'without an id'}`),
    ),
    fact('Campaign or scope', claim?.scope),
    fact('Last sent', claim && utc(claim.begun_at)),
    fact(entry?.state === 'in doubt' ? 'In doubt since' : 'Outcome known', settled && utc(settled)),
    fact('Note', entry?.note),
  ]
  const part = (title: string, texts: string[]) => {
    lines.push('', title.toUpperCase(), ...(texts.length > 0 ? texts : ['None.']))
  }
  part(
    'What people decided',
    story.decisions.map((d) => `${utc(d.at)}  ${verdicts[d.verdict]} by ${d.by}: ${d.reason}`),
  )
  part(
    'In each run',
    story.results.map(
      (r) =>
        `${utc(r.at)}  ${r.outcome.replace('_', ' ')}, ${r.attempts > 0 ? `sent ${times(r.attempts)}` : times(0)}, run ${r.run}${r.message ? `: ${r.message}` : ''}`,
    ),
  )
  part(
    'Receipts',
    (claim?.receipts ?? []).flatMap((r) => [
      utc(r.at),
      'What was sent:',
      indented(r.request),
      'What was answered:',
      indented(r.answer),
      '',
    ]),
  )
  return `${lines.filter((line) => line !== undefined).join('\n')}\n`
}

const utc = (at: string) => at.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')

const fact = (label: string, value: string | undefined) =>
  value ? `${`${label}:`.padEnd(20)} ${value}` : undefined

const indented = (text: string) =>
  text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
