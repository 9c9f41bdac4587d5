import { Group, Text } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { problemOf } from '../api/problem'
import { type Place, type Saved, useRemove } from '../api/setup'
import { ConfirmButton } from './ConfirmButton'
import { notifications } from './notify'
import { ProblemNotice } from './ProblemNotice'
import { Section } from './Section'

interface DeleteResourceProps {
  place: Place
  saved: Saved
  /** What it is: "destination". */
  noun: string
  /** What refers to it: it cannot be deleted before them. Absent until it is known. */
  users: string[] | undefined
  /** What those are: "sync". */
  userNoun: string
  /** Leaves the page. */
  onDeleted: () => Promise<void>
}

/** DeleteResource deletes what nothing refers to, and names what does. */
export function DeleteResource({ place, saved, noun, users, userNoun, onDeleted }: DeleteResourceProps) {
  const remove = useRemove(place, (deleted) => {
    notifications.show({ message: `The ${noun} ${deleted} is deleted.` })
    return onDeleted()
  })
  const { name, origin } = saved.data
  const used = users !== undefined && users.length > 0
  const press = () => remove.mutate({ name, version: saved.version, force: origin === 'files' })
  return (
    <Section title={`Delete this ${noun}`}>
      <Group justify="space-between" gap="md">
        <Text size="sm" c="dimmed" maw={560}>
          {used
            ? `It cannot be deleted while ${users.length === 1 ? `the ${userNoun} ${users[0]} uses` : `${users.length} ${userNoun}s use`} it${users.length === 1 ? '' : `: ${users.join(', ')}`}.`
            : 'What was sent stays known for ever: the ledger is kept.'}
        </Text>
        <ConfirmButton
          title={`Delete the ${noun} ${name}?`}
          body={
            origin === 'files'
              ? `Nothing uses it. It comes from the project's files: the next apply brings it back.`
              : `Nothing uses it. Its settings and stored secrets are lost; the ledger is kept.`
          }
          action={`Delete the ${noun}`}
          danger
          onConfirm={press}
          disabled={used || users === undefined}
          loading={remove.isPending}
          leftSection={<IconTrash size={15} aria-hidden />}
        >
          Delete
        </ConfirmButton>
      </Group>
      <ProblemNotice problem={remove.error ? problemOf(remove.error) : undefined} focus />
    </Section>
  )
}
