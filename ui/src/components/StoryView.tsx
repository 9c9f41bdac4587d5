import { Text } from '@mantine/core'
import type { Story } from '../api/schema'
import type { Vendor } from '../api/vendor'
import { Count } from './Count'
import { DataTable } from './DataTable'
import { Doubted } from './Doubted'
import { Facts } from './Facts'
import { KeyText } from './KeyText'
import { LinkAnchor } from './Links'
import { Nothing } from './Nothing'
import { OutcomeBadge } from './OutcomeBadge'
import { sentence } from './ProblemNotice'
import { Receipts } from './Receipts'
import { Section } from './Section'
import { Time } from './Time'
import { Twice } from './Twice'

export const verdicts = { delivered: 'Marked delivered', resend: 'To be sent again', 'give-up': 'Given up' }

/** StoryView is all that is known of a row. */
export function StoryView({ story, vendor }: { story: Story; vendor: Vendor }) {
  const { entry, claim } = story
  const last = lastAccepted(story)
  const known = moments(story)
  return (
    <>
      <Twice story={story} vendor={vendor.name} />
      <Section title="What is known">
        <Facts
          facts={[
            { label: first(vendor.keyName), value: key(businessKey(story)) },
            {
              label: `${vendor.name}'s id`,
              value: key(claim?.vendor_id ?? (last ?? story.earlier)?.vendor_id),
            },
            { label: 'Account', value: key(story.account) },
            ...(claim?.scope ? [{ label: first(vendor.scopeName), value: key(claim.scope) }] : []),
            ...(story.others ?? []).map((other) => ({
              label: 'Sent, too',
              value: key(besides(other)),
            })),
            ...known.map(({ label, at }) => ({ label, value: <Time at={at} show="full" /> })),
            ...(entry && entry.refusals > 0
              ? [{ label: 'Runs that refused it as it is', value: entry.refusals }]
              : []),
            ...(entry?.gone ? [{ label: 'In the model', value: 'No, it has left it' }] : []),
          ]}
        />
      </Section>
      {story.decisions.length > 0 && (
        <Section title="What people decided" lead="Newest first.">
          <DataTable
            label="Decisions"
            rows={story.decisions}
            rowKey={(d) => d.at}
            empty={null}
            columns={[
              { header: 'Decision', cell: (d) => verdicts[d.verdict] },
              { header: 'Why', narrow: 'line', free: true, cell: (d) => d.reason },
              { header: 'By', cell: (d) => d.by },
              { header: 'When', narrow: 'bare', cell: (d) => <Time at={d.at} /> },
            ]}
          />
        </Section>
      )}
      <Section title="In each run" lead="Newest first. A run opens the exact requests.">
        <DataTable
          label="In each run"
          rows={story.results}
          rowKey={(r) => r.run + r.at}
          rowLink={(r) => ({ to: '/runs/$id/rows/$key', params: { id: r.run, key: r.primary_key } })}
          empty={
            <Text size="sm" c="dimmed" p="md">
              {entry?.state === 'baseline' && !entry.note
                ? 'No run is known that sent it, or tried to.'
                : 'No run is kept in which anything became of it. What is known above stays.'}
            </Text>
          }
          columns={[
            { header: 'When', cell: (r) => <Time at={r.at} />, width: 150 },
            {
              header: 'Outcome',
              narrow: 'bare',
              cell: (r) => <OutcomeBadge outcome={r.outcome} unconfirmed={r.unconfirmed} />,
            },
            ...(story.results.some((r) => r.message)
              ? [{ header: 'Why', narrow: 'line', free: true, cell: (r: Result) => <Why of={r} /> } as const]
              : []),
            { header: 'Tries', cell: (r) => <Count of={r.attempts} quiet />, align: 'right', width: 90 },
          ]}
        />
      </Section>
      <Section title="Receipts" lead="What was sent and answered, newest first. Kept for ever.">
        {receiptsOf(story).length > 0 ? (
          <Receipts receipts={receiptsOf(story)} />
        ) : (
          <Text size="sm" c="dimmed">
            {unreceipted(story)} <Accepted story={story} />
          </Text>
        )}
      </Section>
    </>
  )
}

/** receiptsOf are those of all that was sent of a row, newest first. */
export const receiptsOf = ({ claim, others }: Story) =>
  [claim, ...(others ?? [])]
    .flatMap((one) => one?.receipts ?? [])
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))

/** besides is what else was sent of a row: its business key, or its campaign, and the vendor's id of it. */
export const besides = ({ business_key, scope, vendor_id, state, doubted_at }: NonNullable<Story['claim']>) =>
  [
    business_key,
    scope,
    vendor_id ??
      (doubted_at || state !== 'accepted' ? 'nobody knows whether it was recorded' : 'without an id'),
  ]
    .filter(Boolean)
    .join(', ')

/** unreceipted says why a row has no receipt. */
export function unreceipted({ claim, entry, earlier, results }: Story): string {
  if (claim?.state === 'begun') {
    return 'It is being sent, and no answer is known yet: there is no receipt so far.'
  }
  if (claim && !['refused', 'deferred'].includes(claim.state)) {
    return "There is no receipt: no answer came, or a person's word stands for it."
  }
  const repeated = !claim && results.some((r) => r.attempts > 0)
  return entry?.state === 'accepted' || earlier || repeated
    ? 'Records that may be repeated leave no receipt. The requests are with their runs.'
    : 'Nothing that could have been recorded was sent: there is no receipt.'
}

/** Accepted leads to the request that was accepted before what became of the row last. */
function Accepted({ story: { earlier, primary_key } }: { story: Story }) {
  return earlier?.run ? (
    <LinkAnchor to="/runs/$id/rows/$key" params={{ id: earlier.run, key: primary_key }} inherit>
      The request that was accepted
    </LinkAnchor>
  ) : null
}

/** lastAccepted is how the last run delivered a row that has no claim, which would know when and as what. */
export function lastAccepted({ claim, entry, results, decisions }: Story) {
  const [last] = results
  const decided = decisions[0] && last && Date.parse(decisions[0].at) >= Date.parse(last.at)
  return !claim && entry?.state === 'accepted' && last?.outcome === 'accepted' && !decided ? last : undefined
}

/** moments are when a row was sent and, unless that was at once, when its outcome was known. */
function moments(story: Story): Moment[] {
  const [sent, known] = [tried(story), settled(story)]
  const soon = sent && known?.label === outcomeKnown && Date.parse(known.at) - Date.parse(sent.at) < 60_000
  return [sent, soon ? undefined : known].filter((moment) => moment !== undefined)
}

const outcomeKnown = 'Outcome known'

interface Moment {
  label: string
  at: string
}

/** tried is when a row was last sent or, where nothing went out that could have been recorded, last tried. */
export function tried({ claim, state }: Story): Moment | undefined {
  const sent = claim && (claim.receipts.length > 0 || state === 'in doubt')
  return claim && { label: sent ? 'Last sent' : 'Last tried', at: claim.begun_at }
}

/**
 * settled is when the outcome of a row was known, since when it is in doubt, or when a person decided what counts
 * instead; undefined of a row that is yet to be sent.
 */
export function settled(story: Story): Moment | undefined {
  const { claim, entry, state, decisions } = story
  if (state === 'to be sent again' || state === 'begun') {
    return undefined
  }
  const [decided] = decisions
  if (decided && (story.marked || (state === 'given up' && decided.verdict === 'give-up'))) {
    return { label: 'Decided', at: decided.at }
  }
  const at = claim?.settled_at ?? entry?.tried_at ?? lastAccepted(story)?.at
  return at ? { label: state === 'in doubt' ? 'In doubt since' : outcomeKnown, at } : undefined
}

/** businessKey is what makes a row unique to the vendor; of one that no run got to, its last run alone knows it. */
export const businessKey = ({ claim, entry, results }: Story) =>
  claim?.business_key ?? entry?.business_key ?? results[0]?.business_key

type Result = Story['results'][number]

function Why({ of: { outcome, message, meaning } }: { of: Result }) {
  if (!message) {
    return <Nothing />
  }
  return outcome === 'in_doubt' ? (
    <Doubted message={message} meaning={meaning} clamp={1} />
  ) : (
    sentence(message)
  )
}

const key = (text: string | undefined) => (text ? <KeyText>{text}</KeyText> : <Nothing />)

const first = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
