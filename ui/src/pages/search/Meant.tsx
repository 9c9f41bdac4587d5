import { List } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { searchQuery } from '../../api/ledger'
import { LinkAnchor } from '../../components/Links'
import { Section } from '../../components/Section'

/** Meant offers what is found when the capitals are others: keys are looked for as they are written. */
export function Meant({ q }: { q: string }) {
  const others = [...new Set([q.toUpperCase(), q.toLowerCase(), capital(q)])].filter((other) => other !== q)
  const meant = useQueries({ queries: others.map(searchQuery) }).flatMap(({ data }, i) =>
    data && data.items.length > 0 ? [others[i] ?? ''] : [],
  )
  if (meant.length === 0) {
    return null
  }
  return (
    <Section title="Did you mean">
      <List size="sm">
        {meant.map((other) => (
          <List.Item key={other}>
            <LinkAnchor to="/search" search={{ q: other }} size="sm">
              {other}
            </LinkAnchor>
          </List.Item>
        ))}
      </List>
    </Section>
  )
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase()
