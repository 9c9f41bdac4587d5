import type { Sync } from '../../api/schema'
import { isScheduled } from '../../api/syncs'
import { useVendor } from '../../api/vendor'
import { brakeWords } from '../../components/brakeWords'
import { Facts } from '../../components/Facts'
import { LinkAnchor } from '../../components/Links'
import { NextTimes } from '../../components/NextTimes'
import { Nothing } from '../../components/Nothing'
import { Section } from '../../components/Section'
import { Time } from '../../components/Time'
import { readSpec } from '../sync-edit/spec'

const modes: Record<string, string> = {
  insert: 'New rows, each sent once',
  upsert: 'New and changed rows',
  update: 'Changes of records that are there',
  mirror: 'New, changed and removed rows',
}

/** HowItGoes is when a sync runs, and what it sends. */
export function HowItGoes({ sync }: { sync: Sync }) {
  const [next] = sync.next_runs
  const { asked } = useVendor(sync.name, sync.account)
  const goes = isScheduled(sync) ? sync.schedule : 'by hand'
  const held = brakeWords(readSpec(sync.spec).brakes)
  return (
    <Section title="How it runs">
      <Facts
        facts={[
          { label: 'Runs', value: sync.paused ? `Paused; else ${goes}` : begun(goes) },
          {
            label: 'Next runs',
            value:
              next && !sync.paused ? (
                <>
                  <Time at={next} show="relative" />
                  <NextTimes times={sync.next_runs} zone={zoneOf(sync)} />
                </>
              ) : sync.idle && isScheduled(sync) && !sync.paused ? (
                `None: it ${sync.idle}`
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
            ) : sync.running ? (
              <LinkAnchor to="/runs/$id" params={{ id: sync.running }} size="sm">
                The first goes on now
              </LinkAnchor>
            ) : (
              'Never'
            ),
          },
          { label: 'Sends', value: sends(sync.mode, asked) },
          ...(held ? [{ label: 'Held at', value: held }] : []),
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

// Where nobody can be asked what is there, an update is sent of whatever is new or has changed.
function sends(mode: string, asked: boolean | undefined) {
  if (mode !== 'update') {
    return modes[mode] ?? mode
  }
  return asked === undefined ? <Nothing label="not known yet" /> : modes[asked ? 'update' : 'upsert']
}

// The zone by whose clock its schedule goes; none where no clock matters.
function zoneOf({ spec }: Sync): string | undefined {
  const schedule = typeof spec === 'object' && spec !== null && 'schedule' in spec ? spec.schedule : undefined
  if (typeof schedule !== 'object' || schedule === null || 'every' in schedule) {
    return undefined
  }
  return 'timezone' in schedule ? String(schedule.timezone) : 'UTC'
}

const begun = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
