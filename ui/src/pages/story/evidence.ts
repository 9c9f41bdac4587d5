import type { Story } from '../../api/schema'
import type { Vendor } from '../../api/vendor'
import {
  besides,
  businessKey,
  lastAccepted,
  receiptsOf,
  settled,
  tried,
  unreceipted,
  verdicts,
} from '../../components/StoryView'

/** evidence is the whole story as a text that can be forwarded. Its times are UTC: it leaves the viewer's zone. */
export function evidence(story: Story, vendor: Pick<Vendor, 'name' | 'scopeName'>, now: Date): string {
  const { entry, claim } = story
  const moments = [tried(story), settled(story)]
  const lines = [
    `${story.key}: what Waybill knows of it`,
    `Written ${utc(now.toISOString())}. All times are UTC.`,
    '',
    story.sentence,
    '',
    fact('Sync', story.sync),
    fact('Sent to', vendor.name),
    fact('Account', story.account),
    fact('Primary key', story.key),
    fact('Business key', businessKey(story)),
    fact('State', story.marked ? 'marked delivered' : story.state),
    fact("Vendor's id", claim?.vendor_id ?? (lastAccepted(story) ?? story.earlier)?.vendor_id),
    ...(claim?.accepted_before ?? []).map((one) =>
      fact('Accepted before', `${utc(one.at)}, ${one.vendor_id ?? 'without an id'}`),
    ),
    fact(vendor.scopeName.charAt(0).toUpperCase() + vendor.scopeName.slice(1), claim?.scope),
    ...(story.others ?? []).map((other) => fact('Sent, too', besides(other))),
    ...moments.map((moment) => moment && fact(moment.label, utc(moment.at))),
    fact('Note', entry?.note),
  ]
  const part = (title: string, texts: string[], none = 'None.') => {
    lines.push('', title.toUpperCase(), ...(texts.length > 0 ? texts : [none]))
  }
  part(
    'What people decided',
    story.decisions.map((d) => `${utc(d.at)}  ${verdicts[d.verdict]} by ${d.by}: ${d.reason}`),
  )
  part(
    'In each run',
    story.results.map(
      (r) =>
        `${utc(r.at)}  ${r.outcome.replace('_', ' ')}, ${tries(r)}, run ${r.run}${r.message ? `: ${r.message}` : ''}`,
    ),
  )
  part(
    'Receipts',
    receiptsOf(story).flatMap((r) => [
      utc(r.at),
      'What was sent:',
      indented(r.request),
      'What was answered:',
      indented(r.answer),
      '',
    ]),
    unreceipted(story),
  )
  return `${lines.filter((line) => line !== undefined).join('\n')}\n`
}

/** tries says how often a row was sent; of one that was not delivered, how often that was tried. */
function tries({ outcome, attempts }: Story['results'][number]): string {
  if (attempts === 0) {
    return 'not sent'
  }
  return `${outcome === 'deferred' ? 'tried' : 'sent'} ${attempts === 1 ? 'once' : `${attempts} times`}`
}

const utc = (at: string) => at.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')

const fact = (label: string, value: string | undefined) =>
  value ? `${`${label}:`.padEnd(20)} ${value}` : undefined

const indented = (text: string) =>
  text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
