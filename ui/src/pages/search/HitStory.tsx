import { useQuery } from '@tanstack/react-query'
import { storyQuery } from '../../api/ledger'
import { problemOf } from '../../api/problem'
import type { Hit } from '../../api/schema'
import { useVendor } from '../../api/vendor'
import { ProblemNotice } from '../../components/ProblemNotice'
import { SkeletonText } from '../../components/SkeletonText'
import { StoryView } from '../../components/StoryView'

/** HitStory is the whole story of the only row that was found. */
export function HitStory({ hit }: { hit: Hit }) {
  const story = useQuery(storyQuery(hit.sync, hit.primary_key, hit.account))
  const vendor = useVendor(hit.sync, hit.account)
  if (story.error) {
    return <ProblemNotice problem={problemOf(story.error)} />
  }
  if (story.isPending) {
    return <SkeletonText lines={8} label="Reading its story" />
  }
  return story.data && <StoryView story={story.data} vendor={vendor} />
}
