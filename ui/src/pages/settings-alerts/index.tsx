import { Text } from '@mantine/core'
import { IconBell, IconInfoCircle, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { alertsQuery, useDeleteAlert } from '../../api/alerts'
import { problemOf } from '../../api/problem'
import type { Resource } from '../../api/schema'
import { useMay } from '../../api/session'
import { ConfirmButton } from '../../components/ConfirmButton'
import { DataTable } from '../../components/DataTable'
import { EmptyState } from '../../components/EmptyState'
import { LinkButton } from '../../components/Links'
import { notifications } from '../../components/notify'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'
import { Time } from '../../components/Time'
import { AlertForm } from './AlertForm'

const route = getRouteApi('/shell/settings/alerts')
const fresh = '+'

/** The alerts that are declared: whom to tell, and of what. */
export default function SettingsAlertsPage() {
  const { edit } = route.useSearch()
  const navigate = route.useNavigate()
  const may = useMay('write')
  const alerts = useQuery(alertsQuery)
  const edited = alerts.data?.items.find((alert) => alert.name === edit)
  const close = () => void navigate({ search: {} })
  if (edit === fresh || edited) {
    return (
      <Section title={edited ? `Alert ${edited.name}` : 'New alert'}>
        <AlertForm key={edit} alert={edited} onClose={close} />
      </Section>
    )
  }
  return (
    <Section
      title="Alerts"
      lead="Who is to be told when something goes wrong."
      actions={
        may && (
          <LinkButton
            to="/settings/alerts"
            search={{ edit: fresh }}
            leftSection={<IconPlus size={16} aria-hidden />}
          >
            New alert
          </LinkButton>
        )
      }
    >
      <Text size="sm" display="flex" style={{ gap: 8, alignItems: 'flex-start' }}>
        <IconInfoCircle size={18} aria-hidden style={{ flexShrink: 0 }} />
        This version keeps and checks alerts, and does not send them yet: nobody is told.
      </Text>
      {alerts.error && <ProblemNotice problem={problemOf(alerts.error)} />}
      <List alerts={alerts.data?.items} may={may} />
    </Section>
  )
}

function List({ alerts, may }: { alerts: Resource[] | undefined; may: boolean }) {
  const remove = useDeleteAlert()
  return (
    <>
      <ProblemNotice problem={remove.error ? problemOf(remove.error) : undefined} focus />
      <DataTable
        label="Alerts"
        rows={alerts}
        rowKey={(alert) => alert.name}
        rowLink={(alert) => ({ to: '/settings/alerts', search: { edit: alert.name } })}
        expect={3}
        empty={
          <EmptyState icon={IconBell} title="No alerts are declared">
            Declare them here or in the project's files, and name them in a destination or a sync.
          </EmptyState>
        }
        columns={[
          { header: 'Name', cell: (alert) => alert.name },
          { header: 'Tells by', free: true, cell: (alert) => partsOf(alert.spec, (name) => name !== 'on') },
          { header: 'Of', cell: (alert) => partsOf(inside(alert.spec, 'on'), () => true) },
          { header: 'Comes from', cell: (alert) => alert.place ?? 'the interface' },
          { header: 'Changed', cell: (alert) => <Time at={alert.updated_at} /> },
          ...(may
            ? [
                {
                  header: 'Actions',
                  align: 'right' as const,
                  narrow: 'line' as const,
                  quiet: true,
                  cell: (alert: Resource) => (
                    <ConfirmButton
                      size="xs"
                      danger
                      title={`Delete the alert ${alert.name}?`}
                      body={
                        alert.origin === 'files'
                          ? "It comes from the project's files: the next apply brings it back."
                          : 'Its settings are lost.'
                      }
                      action="Delete"
                      aria-label={`Delete ${alert.name}`}
                      onConfirm={() =>
                        remove.mutate(
                          { name: alert.name, version: alert.version, force: alert.origin === 'files' },
                          {
                            onSuccess: () =>
                              notifications.show({ message: `The alert ${alert.name} is deleted.` }),
                          },
                        )
                      }
                    >
                      Delete…
                    </ConfirmButton>
                  ),
                },
              ]
            : []),
        ]}
      />
    </>
  )
}

function inside(spec: unknown, name: string): unknown {
  return typeof spec === 'object' && spec !== null
    ? Object.entries(spec).find(([n]) => n === name)?.[1]
    : undefined
}

function partsOf(spec: unknown, wanted: (name: string) => boolean): string {
  const names = typeof spec === 'object' && spec !== null ? Object.keys(spec).filter(wanted) : []
  return names.map((name) => name.replaceAll('_', ' ')).join(', ') || 'nothing'
}
