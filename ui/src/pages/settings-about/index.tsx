import { Anchor } from '@mantine/core'
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { answer, api } from '../../api/client'
import { problemOf } from '../../api/problem'
import { keys } from '../../api/queries'
import { Badge } from '../../components/Badge'
import { Facts } from '../../components/Facts'
import { KeyText } from '../../components/KeyText'
import { Nothing } from '../../components/Nothing'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Section } from '../../components/Section'
import { SkeletonText } from '../../components/SkeletonText'

/** Which Waybill this is, and whether it is well. */
export default function SettingsAboutPage() {
  const version = useQuery({ queryKey: keys.version, queryFn: () => answer(api.GET('/version')) })
  // Not a part of the API: it is what load balancers ask.
  const ready = useQuery({
    queryKey: ['ready'],
    queryFn: async () => {
      const said = await fetch('/readyz')
      await said.text() // or the request would not end
      return said.ok
    },
    refetchInterval: 30_000,
  })
  return (
    <Section title="About">
      {version.error && <ProblemNotice problem={problemOf(version.error)} />}
      {version.isPending && <SkeletonText lines={3} label="Asking the server" />}
      {version.data && (
        <Facts
          facts={[
            { label: 'Version', value: version.data.version },
            { label: 'Commit', value: <KeyText>{version.data.commit ?? 'unknown'}</KeyText> },
            { label: 'Built with', value: version.data.go ?? <Nothing /> },
            { label: 'Health', value: <Health ready={ready.data} /> },
            { label: 'API', value: <Anchor href="/api/docs">Reference of the REST API</Anchor> },
          ]}
        />
      )}
    </Section>
  )
}

function Health({ ready }: { ready: boolean | undefined }) {
  if (ready === undefined) {
    return <Nothing label="asking" />
  }
  return ready ? (
    <Badge tone="good" icon={IconCircleCheck}>
      Ready
    </Badge>
  ) : (
    <Badge tone="bad" icon={IconCircleX}>
      Not ready: the state cannot be reached
    </Badge>
  )
}
