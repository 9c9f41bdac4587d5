import { SimpleGrid, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { runsQuery } from '../../api/runs'
import type { Run } from '../../api/schema'
import { Bars } from '../../components/Bars'
import { Card } from '../../components/Card'
import { duration } from '../../components/Duration'
import { Section } from '../../components/Section'

const tick = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})

const when = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

const room = 30

/** Charts are the last runs of a sync, oldest first. */
export function Charts({ sync }: { sync: string }) {
  const { data } = useQuery({ ...runsQuery({ sync, limit: room }), refetchInterval: 10_000 })
  const runs = data?.items.filter((run) => run.started_at).reverse()
  if (runs && runs.length < 2) {
    return null // one bar tells nothing that the table below does not
  }
  const bars = (values: (run: Run) => number[]) =>
    runs?.map((run) => {
      const began = new Date(run.started_at ?? 0)
      return { label: when.format(began), tick: tick.format(began).replace(',', ''), values: values(run) }
    }) ?? []
  return (
    <Section title="Over time" lead={`The last ${runs?.length ?? room} runs, oldest first.`}>
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md" aria-busy={runs === undefined}>
        <Chart title="Rows accepted">
          <Bars
            label="Rows accepted by run"
            parts={[{ name: 'accepted', tone: 'good' }]}
            bars={bars((run) => [run.counts.accepted])}
            height={90}
          />
        </Chart>
        <Chart title="Rows refused">
          <Bars
            label="Rows refused by run"
            parts={[{ name: 'refused', tone: 'bad' }]}
            bars={bars((run) => [run.untried ? 0 : run.counts.rejected])}
            height={90}
          />
        </Chart>
        <Chart title="Duration">
          <Bars
            label="Duration by run"
            parts={[{ name: 'duration', tone: 'accent' }]}
            bars={bars((run) => [run.seconds])}
            format={duration}
            height={90}
          />
        </Chart>
      </SimpleGrid>
    </Section>
  )
}

function Chart({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <Card>
      <Title order={3} size="h3" fw={550} mb={14}>
        {title}
      </Title>
      {children}
    </Card>
  )
}
