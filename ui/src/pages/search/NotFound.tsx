import { List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { followedSyncs } from '../../api/syncs'
import { counted } from '../../components/Count'
import { DataTable } from '../../components/DataTable'
import { Section } from '../../components/Section'
import { Time } from '../../components/Time'

/** NotFound says where was looked, and what else there is to try. */
export function NotFound({ q }: { q: string }) {
  const syncs = useQuery(followedSyncs)
  const accounts = new Set(syncs.data?.items.map((sync) => sync.account))
  return (
    <>
      <Section
        title="Where was looked"
        lead={`In everything that ${counted(syncs.data?.items.length ?? 0, 'sync')} ever sent or tried, in ${counted(accounts.size, 'account')}: for a primary key, a business key, a vendor's id, or a reference such as a click or a customer, that is exactly this.`}
      />
      <Section title="What else to try">
        <List size="sm" spacing={4}>
          <List.Item>
            The whole of it, as the source has it: {q.length > 3 ? 'a part' : 'so short a text'} finds
            nothing, and capital letters count, except in e-mail addresses.
          </List.Item>
          <List.Item>
            Something else that names it: the order's number, its click, the customer. What changed in a row
            that was accepted before, and is not sent again, is not known.
          </List.Item>
          <List.Item>
            Is it too new? A row is known once a run has worked on it. If it came after the last run below,
            wait for the next one, or start it.
          </List.Item>
          <List.Item>
            Did a run read it and not get to send it? Such a row is found while the results of that run are
            kept, which is 90 days unless the settings say otherwise. Of a run that is held, or that was cut
            off before it could note them, no such rows are found: the next run reads them again.
          </List.Item>
          <List.Item>
            Was it refused until it left the model, or deleted at the vendor? Then it is found by its primary
            key and its business key alone, and for as long.
          </List.Item>
          <List.Item>
            Does the model leave it out? Its query may have a condition that the row does not meet.
          </List.Item>
        </List>
      </Section>
      <Section title="When each sync last read">
        <DataTable
          label="When each sync last read"
          rows={syncs.data?.items}
          rowKey={(sync) => sync.name}
          rowLink={(sync) => ({ to: '/syncs/$name', params: { name: sync.name } })}
          expect={4}
          empty={
            <Text size="sm" p="md">
              There are no syncs yet: nothing was ever sent.
            </Text>
          }
          columns={[
            { header: 'Sync', cell: (sync) => sync.name },
            { header: 'Model', cell: (sync) => sync.model },
            { header: 'Account', cell: (sync) => sync.account },
            { header: 'Last run', cell: (sync) => (sync.last_at ? <Time at={sync.last_at} /> : 'never') },
            { header: 'Next', cell: (sync) => <Time at={sync.next_runs[0]} /> },
          ]}
        />
      </Section>
    </>
  )
}
