import { useQuery } from '@tanstack/react-query'
import { alertsQuery } from '../../api/alerts'
import { destinationsQuery } from '../../api/destinations'
import type { Resource } from '../../api/schema'
import { sourcesQuery } from '../../api/sources'

/** useSecretUsers says what refers to a secret: "destination partnerize". */
export function useSecretUsers(): (secret: string) => string[] {
  const sources = useQuery(sourcesQuery).data?.items ?? []
  const destinations = useQuery(destinationsQuery).data?.items ?? []
  const alerts = useQuery(alertsQuery).data?.items ?? []
  const all: Pick<Resource, 'kind' | 'name' | 'spec'>[] = [...sources, ...destinations, ...alerts]
  const texts = all.map((each) => ({ who: `${each.kind} ${each.name}`, text: JSON.stringify(each.spec) }))
  return (secret) => texts.filter(({ text }) => text.includes(`\${secret:${secret}}`)).map(({ who }) => who)
}
