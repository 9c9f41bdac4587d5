import { Button, Switch, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { peopleQuery } from '../../api/people'
import { problemOf } from '../../api/problem'
import type { NewToken as Made, Token } from '../../api/schema'
import { useMay } from '../../api/session'
import { tokensQuery, useRevokeToken } from '../../api/tokens'
import { ConfirmButton } from '../../components/ConfirmButton'
import { type Column, DataTable } from '../../components/DataTable'
import { EmptyState } from '../../components/EmptyState'
import { OnceShown } from '../../components/OnceShown'
import { Pager } from '../../components/Pager'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'
import { Time } from '../../components/Time'
import { NewToken } from './NewToken'
import { widest } from './scopes'

const route = getRouteApi('/shell/settings/tokens')

/** Tokens, by which programs call the API. */
export default function SettingsTokensPage() {
  const { everybody, after } = route.useSearch()
  const navigate = route.useNavigate()
  const admin = useMay('admin')
  const all = admin && everybody === true
  const tokens = useQuery(tokensQuery({ everybody: all || undefined, after }))
  const people = useQuery({ ...peopleQuery(), enabled: all })
  const revoke = useRevokeToken()
  const [making, making$] = useDisclosure(false)
  const [made, setMade] = useState<Made>()
  const who = (token: Token) => people.data?.items.find((p) => p.id === token.person)?.email ?? token.person
  const error = revoke.error ?? tokens.error
  const columns: Column<Token>[] = [
    { header: 'Name', cell: (token) => <strong>{token.name}</strong> },
    ...(all ? [{ header: 'Whose', cell: who }] : []),
    { header: 'May', cell: (token) => widest(token.scopes)?.label ?? 'nothing' },
    { header: 'Last used', cell: (t) => (t.used_at ? <Time at={t.used_at} show="relative" /> : 'never') },
    { header: 'Made', cell: (token) => <Time at={token.created_at} /> },
    { header: 'Ends', cell: (token) => <Ends token={token} /> },
    {
      header: 'Actions',
      align: 'right',
      narrow: 'line',
      quiet: true,
      cell: (token) =>
        token.revoked_at ? null : (
          <ConfirmButton
            size="xs"
            danger
            title={`Revoke the token ${token.name}?`}
            body="Whatever uses it is refused from now on. This cannot be undone."
            action="Revoke"
            onConfirm={() => revoke.mutate(token.id)}
            aria-label={`Revoke ${token.name}`}
          >
            Revoke…
          </ConfirmButton>
        ),
    },
  ]
  return (
    <Section
      title="Tokens"
      lead="Programs call the API with a token instead of a password."
      actions={
        <Button onClick={making$.open} leftSection={<IconPlus size={16} aria-hidden />}>
          New token
        </Button>
      }
    >
      <NewToken opened={making} onClose={making$.close} onMade={setMade} />
      {made && (
        <OnceShown
          title={`The token ${made.name}`}
          value={made.token}
          copy="Copy the token"
          onClose={() => setMade(undefined)}
        >
          It is shown this once. Send it as <code>Authorization: Bearer wb_…</code>.
        </OnceShown>
      )}
      {admin && (
        <Switch
          size="sm"
          label="Show everybody's tokens"
          checked={all}
          onChange={(event) =>
            void navigate({ search: { everybody: event.currentTarget.checked || undefined }, replace: true })
          }
        />
      )}
      <ProblemNotice problem={error ? problemOf(error) : undefined} focus />
      <DataTable
        label="Tokens"
        columns={columns}
        rows={tokens.data?.items}
        rowKey={(token) => token.id}
        expect={3}
        stale={tokens.isPlaceholderData}
        empty={
          <EmptyState icon={IconKey} title="No tokens yet">
            Make one for each program that calls the API: each can be revoked without the others.
          </EmptyState>
        }
      />
      <Pager next={tokens.data?.next} label="tokens" />
    </Section>
  )
}

function Ends({ token }: { token: Token }) {
  if (token.revoked_at) {
    return (
      <>
        Revoked <Time at={token.revoked_at} />
      </>
    )
  }
  if (!token.expires_at) {
    return 'never'
  }
  const over = new Date(token.expires_at) <= new Date()
  return (
    <Text size="sm" component="span">
      {over && 'Expired '}
      <Time at={token.expires_at} />
    </Text>
  )
}
