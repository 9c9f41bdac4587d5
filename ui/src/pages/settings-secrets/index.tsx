import { Button, Group } from '@mantine/core'
import { IconLock, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { problemOf } from '../../api/problem'
import { secretsQuery, useDeleteSecret } from '../../api/secrets'
import { useMay } from '../../api/session'
import { ConfirmButton } from '../../components/ConfirmButton'
import { DataTable } from '../../components/DataTable'
import { EmptyState } from '../../components/EmptyState'
import { KeyText } from '../../components/KeyText'
import { Pager } from '../../components/Pager'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'
import { Time } from '../../components/Time'
import { SetSecret } from './SetSecret'
import { useSecretUsers } from './users'

const route = getRouteApi('/shell/settings/secrets')

export default function SettingsSecretsPage() {
  return useMay('write') ? (
    <Secrets />
  ) : (
    <Section
      title="Secrets"
      lead="Editors and admins see the names of secrets and set them. Nobody sees the secrets."
    />
  )
}

/** The secrets of the vault, by name; what they are is never shown. */
function Secrets() {
  const { after } = route.useSearch()
  const secrets = useQuery(secretsQuery(after, true))
  const remove = useDeleteSecret()
  const users = useSecretUsers()
  const [setting, setSetting] = useState<string>()
  const error = remove.error ?? secrets.error
  return (
    <Section
      title="Secrets"
      lead="Credentials, kept encrypted. They can be set and deleted, and are never shown."
      actions={
        <Button onClick={() => setSetting('')} leftSection={<IconPlus size={16} aria-hidden />}>
          New secret
        </Button>
      }
    >
      <SetSecret name={setting} onClose={() => setSetting(undefined)} />
      <ProblemNotice problem={error ? problemOf(error) : undefined} focus />
      <DataTable
        label="Secrets"
        rows={secrets.data?.items}
        rowKey={(secret) => secret.name}
        expect={3}
        stale={secrets.isPlaceholderData}
        empty={
          <EmptyState icon={IconLock} title="No secrets here">
            What you type into a secret setting of a source or a destination is kept here. Credentials that
            come from variables of the environment are not.
          </EmptyState>
        }
        columns={[
          { header: 'Name', cell: (secret) => <KeyText>{secret.name}</KeyText> },
          { header: 'Used by', cell: (secret) => users(secret.name).join(', ') || 'nothing' },
          { header: 'Set', cell: (secret) => <Time at={secret.updated_at} /> },
          { header: 'By', cell: (secret) => secret.updated_by },
          {
            header: 'Actions',
            align: 'right',
            narrow: 'line',
            quiet: true,
            cell: (secret) => (
              <Group gap={6} justify="flex-end" wrap="nowrap">
                <Button
                  size="xs"
                  variant="default"
                  onClick={() => setSetting(secret.name)}
                  aria-label={`Replace ${secret.name}`}
                >
                  Replace…
                </Button>
                <ConfirmButton
                  size="xs"
                  danger
                  title={`Delete the secret ${secret.name}?`}
                  body={
                    users(secret.name).length > 0
                      ? `It is used by ${users(secret.name).join(', ')}, and is kept as long as it is.`
                      : 'Nothing refers to it. It cannot be brought back.'
                  }
                  action="Delete"
                  onConfirm={() => remove.mutate(secret.name)}
                  aria-label={`Delete ${secret.name}`}
                >
                  Delete…
                </ConfirmButton>
              </Group>
            ),
          },
        ]}
      />
      <Pager next={secrets.data?.next} label="secrets" />
    </Section>
  )
}
