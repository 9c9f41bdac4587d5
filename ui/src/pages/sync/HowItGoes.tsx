import type { Sync } from '../../api/schema'
import { Facts } from '../../components/Facts'
import { LinkAnchor } from '../../components/Links'
import { Nothing } from '../../components/Nothing'
import { Section } from '../../components/Section'
import { Time } from '../../components/Time'

const modes: Record<string, string> = {
  insert: 'New rows, each sent once',
  upsert: 'New and changed rows',
  update: 'Changes of records that are there',
  mirror: 'New, changed and removed rows',
}

/** HowItGoes is when a sync runs, and what it sends. */
export function HowItGoes({ sync }: { sync: Sync }) {
  const [next, ...later] = sync.next_runs
  return (
    <Section title="How it runs">
      <Facts
        facts={[
          { label: 'Runs', value: sync.paused ? `Paused; else ${sync.schedule}` : begun(sync.schedule) },
          {
            label: 'Next run',
            value:
              next && !sync.paused ? (
                <span title={later.length > 0 ? `Then ${later.map(short).join(', ')}` : undefined}>
                  <Time at={next} show="relative" />
                </span>
              ) : (
                <Nothing label="no next run" />
              ),
          },
          {
            label: 'Last run',
            value: sync.last_run ? (
              <LinkAnchor to="/runs/$id" params={{ id: sync.last_run }} size="sm">
                <Time at={sync.last_at} show="relative" />
              </LinkAnchor>
            ) : (
              'Never'
            ),
          },
          { label: 'Sends', value: modes[sync.mode] ?? sync.mode },
          { label: 'Account', value: sync.account },
          {
            label: 'Defined in',
            value:
              sync.origin === 'files' ? `Files: ${sync.place ?? ''}` : `The interface, by ${sync.updated_by}`,
          },
        ]}
      />
    </Section>
  )
}

const clock = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})

const short = (at: string) => clock.format(new Date(at))

const begun = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
