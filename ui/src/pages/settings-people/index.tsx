import { Button, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconUserPlus } from '@tabler/icons-react'
import { usePrefetchQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { invitationsQuery, peopleQuery } from '../../api/people'
import { type Problem, problemOf } from '../../api/problem'
import type { Invitation, Link, Member } from '../../api/schema'
import { useMay, useSession } from '../../api/session'
import { DataTable } from '../../components/DataTable'
import { OnceShown } from '../../components/OnceShown'
import { Pager } from '../../components/Pager'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'
import { Time } from '../../components/Time'
import { Invitations } from './Invitations'
import { Invite } from './Invite'
import { PersonMenu } from './PersonMenu'
import { RoleChoice } from './RoleChoice'

const route = getRouteApi('/shell/settings/people')

export default function SettingsPeoplePage() {
  return useMay('admin') ? (
    <People />
  ) : (
    <Section title="People" lead="Admins see who is here and change it. Ask one of them." />
  )
}

function People() {
  const { after } = route.useSearch()
  const { person: me } = useSession()
  const people = useQuery(peopleQuery(after))
  usePrefetchQuery(invitationsQuery) // at once, though they are below the people and shown after them
  const [inviting, invite] = useDisclosure(false)
  const [again, setAgain] = useState<Invitation>()
  const [link, setLink] = useState<{ title: string; made: Link; invited?: string }>()
  const [problem, setProblem] = useState<Problem>()
  const ask = (invitation?: Invitation) => {
    setAgain(invitation)
    invite.open()
  }
  return (
    <>
      <Section
        title="People"
        lead="Who may do what. There is always an admin who can sign in."
        actions={
          <Button onClick={() => ask()} leftSection={<IconUserPlus size={16} aria-hidden />}>
            Invite
          </Button>
        }
      >
        <Invite
          opened={inviting}
          again={again}
          onClose={invite.close}
          onInvited={(email, made) =>
            setLink({ title: `Send this link to ${email}`, made, invited: email.toLowerCase() })
          }
        />
        {link && (
          <OnceShown
            key={link.made.url}
            title={link.title}
            value={link.made.url}
            copy="Copy the link"
            onClose={() => setLink(undefined)}
          >
            It is shown this once and works once, until <Time at={link.made.expires_at} />.
          </OnceShown>
        )}
        <ProblemNotice problem={problem ?? (people.error ? problemOf(people.error) : undefined)} focus />
        <DataTable
          label="People"
          rows={people.data?.items}
          rowKey={(person) => person.id}
          expect={3}
          empty={null}
          stale={people.isPlaceholderData}
          columns={[
            { header: 'Who', cell: (person) => <Who person={person} me={me.id} /> },
            {
              header: 'Role',
              narrow: 'line',
              cell: (person) => (
                <RoleChoice person={person} self={person.id === me.id} onProblem={setProblem} />
              ),
            },
            { header: 'Signs in by', cell: ways },
            {
              header: 'Last here',
              cell: (person) => (person.seen_at ? <Time at={person.seen_at} show="relative" /> : 'never'),
            },
            { header: 'Since', cell: (person) => <Time at={person.created_at} /> },
            {
              header: 'Actions',
              align: 'right',
              narrow: 'corner',
              quiet: true,
              cell: (person) => (
                <PersonMenu
                  person={person}
                  self={person.id === me.id}
                  onProblem={setProblem}
                  onLink={(whose, made) =>
                    setLink({ title: `Send this link for a new password to ${whose.email}`, made })
                  }
                />
              ),
            },
          ]}
        />
        <Pager next={people.data?.next} label="people" />
      </Section>
      {!people.isPending && (
        <Invitations
          onAgain={ask}
          onWithdrawn={({ email }) => setLink((shown) => (shown?.invited === email ? undefined : shown))}
        />
      )}
    </>
  )
}

function Who({ person, me }: { person: Member; me: string }) {
  return (
    <>
      <Text size="sm" fw={550}>
        {person.name || person.email}
        {person.id === me && ' (you)'}
        {person.disabled && ' (disabled)'}
      </Text>
      {person.name && (
        <Text size="xs" c="dimmed">
          {person.email}
        </Text>
      )}
    </>
  )
}

function ways(person: Member): string {
  const all = [person.has_password && 'password', person.has_oidc && 'OpenID Connect'].filter(Boolean)
  return all.length > 0 ? all.join(', ') : 'not yet'
}
