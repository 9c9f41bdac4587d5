import { Anchor, Button } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { destinationsQuery, destinationTypesQuery } from '../../api/destinations'
import type { DestinationType } from '../../api/schema'
import { useMay } from '../../api/session'
import { ConnectionEditor } from '../../components/ConnectionEditor'
import { MayNot } from '../../components/MayNot'
import { freeName } from '../../components/NameField'
import { PageHeader } from '../../components/PageHeader'
import { TypeGallery } from '../../components/TypeGallery'
import { credentialsOf, trialsOf } from '../destination/credentials'
import { Limits } from '../destination/Limits'

const route = getRouteApi('/shell/destinations/new')

export default function DestinationNewPage() {
  const types = useSuspenseQuery(destinationTypesQuery).data.items
  const { type: chosen } = route.useSearch()
  const may = useMay('write')
  const type = types.find((each) => each.name === chosen)
  return (
    <>
      <PageHeader
        title={type ? `Add ${type.label}` : 'Add destination'}
        lead={type?.doc ?? 'A platform that records are sent to.'}
        trail={
          <Anchor component={Link} to="/destinations" size="sm" underline="hover">
            Destinations
          </Anchor>
        }
      />
      {!may ? (
        <MayNot things="destinations" to="/destinations" />
      ) : type ? (
        <Fill key={type.name} type={type} />
      ) : (
        <Choose types={types} />
      )}
    </>
  )
}

function Choose({ types }: { types: DestinationType[] }) {
  const navigate = useNavigate()
  const [chosen, setChosen] = useState<string>()
  const [wanted, want] = useState(false)
  return (
    <form
      aria-label="Type of the destination"
      onSubmit={(event) => {
        event.preventDefault()
        want(true)
        if (chosen === undefined) {
          event.currentTarget.querySelector('input')?.focus()
          return
        }
        void navigate({ to: '/destinations/new', search: { type: chosen } })
      }}
    >
      <TypeGallery
        legend="Choose where rows are to go."
        types={[...types].sort(vendorsFirst).map((type) => ({ ...type, facts: <Facts type={type} /> }))}
        value={chosen}
        onChange={setChosen}
        error={wanted && chosen === undefined ? 'Choose one to go on.' : undefined}
      />
      <Button type="submit">Continue</Button>
    </form>
  )
}

// What can be sent anywhere comes last: who looks for a platform looks for its name.
function vendorsFirst(a: DestinationType, b: DestinationType) {
  return (
    Number(a.name === 'http_request') - Number(b.name === 'http_request') || a.label.localeCompare(b.label)
  )
}

function Facts({ type }: { type: DestinationType }) {
  return credentialsOf(type).map((one) => (
    <span key={one.label}>
      <b>{one.operations.map((operation) => operation.label).join(', ')}</b>: needs {one.label}
    </span>
  ))
}

function Fill({ type }: { type: DestinationType }) {
  const destinations = useQuery(destinationsQuery).data?.items ?? []
  return (
    <ConnectionEditor
      place="destinations"
      noun="destination"
      type={type}
      suggested={freeName(
        type.name,
        destinations.map((each) => each.name),
      )}
      nameHelp="What it is called in lists, files and the ledger. It cannot be changed later."
      trials={(name, spec) => trialsOf(type, name, spec, [])}
      further={(values, onChange, problem, locked) => (
        <Limits values={values} onChange={onChange} problem={problem} locked={locked} />
      )}
    />
  )
}
