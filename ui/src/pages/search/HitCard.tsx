import { Group, Text } from '@mantine/core'
import type { Hit } from '../../api/schema'
import { Card } from '../../components/Card'
import { LinkAnchor } from '../../components/Links'
import { RowLink } from '../../components/RowLink'
import { Sentence } from '../../components/Sentence'
import { StateBadge } from '../../components/StateBadge'

/** HitCard is a row that was found: where it is, in one sentence. */
export function HitCard({ hit }: { hit: Hit }) {
  return (
    <li>
      <Card>
        <Group justify="space-between" gap="xs" mb={6}>
          <Group gap="xs">
            <RowLink row={hit} />
            <StateBadge of={hit} />
          </Group>
          {hit.run && (
            <LinkAnchor
              to="/runs/$id/rows/$key"
              params={{ id: hit.run, key: hit.primary_key }}
              size="sm"
              aria-label={`The requests of ${hit.key} by ${hit.sync}`}
            >
              Requests
            </LinkAnchor>
          )}
        </Group>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          <Sentence>{hit.sentence}</Sentence>
        </Text>
        <Text size="xs" c="dimmed" mt={4}>
          Found as {hit.found_as} · sync {hit.sync} · account {hit.account}
        </Text>
      </Card>
    </li>
  )
}
