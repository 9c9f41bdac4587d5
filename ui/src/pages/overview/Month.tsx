import { Skeleton, Text, VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { daysQuery } from '../../api/overview'
import { problemOf } from '../../api/problem'
import type { Day } from '../../api/schema'
import { Bars } from '../../components/Bars'
import { Card } from '../../components/Card'
import { Figures } from '../../components/Figures'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'

const name = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })

const runsOf = ({ runs }: Day) =>
  runs.completed + runs.completed_with_rejections + runs.failed + runs.cancelled + runs.held + runs.running

/** Month is what was sent in the last 30 days, by the day. */
export function Month() {
  const days = useQuery(daysQuery())
  const items = days.data?.items ?? []
  const sum = (of: (day: Day) => number) => items.reduce((all, day) => all + of(day), 0)
  const some = sum(runsOf) > 0
  return (
    <Section
      title="The last 30 days"
      lead="Rows by the day on which their run began. One that is refused again counts in each run."
    >
      <ProblemNotice problem={days.error ? problemOf(days.error) : undefined} />
      {!days.data && !days.error && (
        <>
          <VisuallyHidden role="status">Loading</VisuallyHidden>
          <Skeleton height={248} />
        </>
      )}
      {days.data && !some && (
        <Text size="sm" c="dimmed">
          No run began in these 30 days.
        </Text>
      )}
      {days.data && some && (
        <>
          <Figures
            fold
            label="Sums of the last 30 days"
            figures={[
              { label: 'Accepted', value: sum((day) => day.accepted), tone: 'good' },
              { label: 'Refused', value: sum((day) => day.rejected), tone: 'bad' },
              { label: 'Deferred', value: sum((day) => day.deferred), tone: 'late' },
              { label: 'Runs', value: sum(runsOf) },
              { label: 'Failed runs', value: sum((day) => day.runs.failed) },
            ]}
          />
          <Card>
            <Bars
              label="Rows of the last 30 days, by day"
              parts={[
                { name: 'accepted', tone: 'good' },
                { name: 'refused', tone: 'bad' },
              ]}
              bars={items.map((day) => ({
                label: name.format(new Date(`${day.date}T00:00:00Z`)),
                values: [day.accepted, day.rejected],
              }))}
            />
          </Card>
        </>
      )}
    </Section>
  )
}
