import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { problemOf } from '../../api/problem'
import { followedSyncs, syncQuery } from '../../api/syncs'
import { LinkAnchor } from '../../components/Links'
import { PageHeader } from '../../components/PageHeader'
import { ProblemNotice } from '../../components/ProblemNotice'
import { SkeletonText } from '../../components/SkeletonText'
import { Actions } from './Actions'
import { Badges } from './Badges'
import { Charts } from './Charts'
import { HowItGoes } from './HowItGoes'
import { LastRuns } from './LastRuns'
import { MappingInWords } from './MappingInWords'
import { Open } from './Open'

const route = getRouteApi('/shell/syncs/$name')

const trail = (
  <LinkAnchor to="/syncs" size="sm">
    Syncs
  </LinkAnchor>
)

export default function SyncPage() {
  const { name } = route.useParams()
  // The list knows how each of them goes; one alone is only what was configured.
  const query = useQuery(followedSyncs)
  const sync = query.data?.items.find((one) => one.name === name)
  const missing = useQuery({ ...syncQuery(name), enabled: query.data !== undefined && sync === undefined })
  const error = query.error ?? missing.error
  if (!sync) {
    return (
      <>
        <PageHeader title={name} trail={trail} lead=" " />
        {error ? <ProblemNotice problem={problemOf(error)} /> : <SkeletonText lines={8} />}
      </>
    )
  }
  return (
    <>
      <PageHeader
        title={name}
        trail={trail}
        badge={<Badges sync={sync} />}
        lead={
          <>
            Rows of{' '}
            <LinkAnchor to="/models/$name" params={{ name: sync.model }} size="sm">
              {sync.model}
            </LinkAnchor>{' '}
            to{' '}
            <LinkAnchor to="/destinations/$name" params={{ name: sync.destination }} size="sm">
              {sync.destination}
            </LinkAnchor>
            , as {sync.operation}
          </>
        }
      >
        <Actions sync={sync} />
      </PageHeader>
      <Open sync={sync} />
      <HowItGoes sync={sync} />
      <Charts sync={name} />
      <LastRuns sync={name} />
      <MappingInWords sync={sync} />
    </>
  )
}
