import { Anchor, Button, Text } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { SourceType } from '../../api/schema'
import { useMay } from '../../api/session'
import { sourcesQuery, sourceTypesQuery } from '../../api/sources'
import { ConnectionEditor } from '../../components/ConnectionEditor'
import { MayNot } from '../../components/MayNot'
import { freeName } from '../../components/NameField'
import { PageHeader } from '../../components/PageHeader'
import { TypeGallery } from '../../components/TypeGallery'
import { trialsOf } from '../source/trials'

const route = getRouteApi('/shell/sources/new')

export default function SourceNewPage() {
  const types = useSuspenseQuery(sourceTypesQuery).data.items
  const { type: chosen } = route.useSearch()
  const may = useMay('write')
  const type = types.find((each) => each.name === chosen && each.active)
  return (
    <>
      <PageHeader
        title={type ? `Add ${type.label}` : 'Add source'}
        lead={
          type?.doc ?? 'A database or files that rows are read from. They are only read, never written to.'
        }
        trail={
          <Anchor component={Link} to="/sources" size="sm" underline="hover">
            Sources
          </Anchor>
        }
      />
      {!may ? (
        <MayNot things="sources" to="/sources" />
      ) : type ? (
        <Fill key={type.name} type={type} />
      ) : (
        <Choose types={types} />
      )}
    </>
  )
}

function Choose({ types }: { types: SourceType[] }) {
  const navigate = useNavigate()
  const [chosen, setChosen] = useState<string>()
  const [wanted, want] = useState(false)
  const later = types.filter((type) => !type.active).map((type) => type.label)
  return (
    <form
      aria-label="Type of the source"
      onSubmit={(event) => {
        event.preventDefault()
        want(true)
        if (chosen === undefined) {
          event.currentTarget.querySelector('input')?.focus()
          return
        }
        void navigate({ to: '/sources/new', search: { type: chosen } })
      }}
    >
      <TypeGallery
        legend="Choose what rows are read from."
        types={types.filter((type) => type.active)}
        value={chosen}
        onChange={setChosen}
        error={wanted && chosen === undefined ? 'Choose one to go on.' : undefined}
      />
      <Button type="submit">Continue</Button>
      {later.length > 0 && (
        <Text size="sm" c="dimmed" mt="md">
          This version cannot read {later.join(', ')} yet.
        </Text>
      )}
    </form>
  )
}

function Fill({ type }: { type: SourceType }) {
  const sources = useQuery(sourcesQuery).data?.items ?? []
  return (
    <ConnectionEditor
      place="sources"
      noun="source"
      type={type}
      suggested={freeName(
        type.name,
        sources.map((each) => each.name),
      )}
      nameHelp="What models call it. It cannot be changed later."
      trials={trialsOf}
    />
  )
}
