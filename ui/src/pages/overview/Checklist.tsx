import { Text } from '@mantine/core'
import { IconCircle, IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { LinkProps } from '@tanstack/react-router'
import { destinationsQuery } from '../../api/destinations'
import { modelsQuery } from '../../api/models'
import { useMay } from '../../api/session'
import { sourcesQuery } from '../../api/sources'
import { LinkButton } from '../../components/Links'
import { Section } from '../../components/Section'
import classes from './Checklist.module.css'

interface Step {
  done: boolean
  /** What has to be there before; undefined if it can be done now. */
  waits?: string
  title: string
  words: string
  action: string
  link: LinkProps
}

/** Checklist leads from a new server to the first sync. */
export function Checklist() {
  const may = useMay('write')
  const sources = useQuery(sourcesQuery)
  const models = useQuery(modelsQuery)
  const destinations = useQuery(destinationsQuery)
  const some = (list: { items: unknown[] } | undefined) => (list?.items.length ?? 0) > 0
  const steps: Step[] = [
    {
      done: some(sources.data),
      title: 'Add a source',
      words: 'The database or warehouse that rows are read from.',
      action: 'Add a source',
      link: { to: '/sources/new' },
    },
    {
      done: some(models.data),
      waits: some(sources.data) ? undefined : 'After a source',
      title: 'Make a model',
      words: 'A query whose rows are worth sending, and the key that tells them apart.',
      action: 'Make a model',
      link: { to: '/models/new' },
    },
    {
      done: some(destinations.data),
      title: 'Add a destination',
      words: 'The platform that pays partners, with its credentials.',
      action: 'Add a destination',
      link: { to: '/destinations/new' },
    },
    {
      done: false,
      waits: some(models.data) && some(destinations.data) ? undefined : 'After a model and a destination',
      title: 'Build a sync',
      words:
        'Which field gets which column, and when it runs. You see the exact requests before anything is sent.',
      action: 'Build a sync',
      link: { to: '/syncs/new' },
    },
  ]
  const now = steps.find((step) => !step.done && !step.waits)
  return (
    <Section title="Four steps to the first delivery" lead={may ? undefined : 'An editor takes them.'}>
      <ol className={classes.steps}>
        {steps.map((step, i) => (
          <li key={step.title}>
            {step.done ? (
              <IconCircleCheck size={20} aria-label="Done:" color="var(--good)" />
            ) : (
              <IconCircle size={20} aria-label="To do:" color="var(--mantine-color-dimmed)" />
            )}
            <div className={classes.words}>
              <Text fw={550} c={step.waits ? 'dimmed' : undefined}>
                {i + 1}. {step.title}
              </Text>
              <Text size="sm" c="dimmed">
                {step.words}
              </Text>
            </div>
            <Next step={step} now={step === now} may={may} />
          </li>
        ))}
      </ol>
    </Section>
  )
}

function Next({ step, now, may }: { step: Step; now: boolean; may: boolean }) {
  if (step.done || (step.waits && may)) {
    return (
      <Text size="sm" c="dimmed">
        {step.done ? 'Done' : step.waits}
      </Text>
    )
  }
  return may ? (
    <LinkButton {...step.link} size="xs" miw={136} variant={now ? 'filled' : 'default'}>
      {step.action}
    </LinkButton>
  ) : null
}
