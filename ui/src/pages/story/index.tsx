import { Button, Group, Text } from '@mantine/core'
import { IconDownload, IconSearchOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { storyQuery } from '../../api/ledger'
import { problemOf } from '../../api/problem'
import type { Story } from '../../api/schema'
import { useMay } from '../../api/session'
import { useVendor, type Vendor } from '../../api/vendor'
import { Answer } from '../../components/Answer'
import { DecideMenu } from '../../components/DecideMenu'
import { decidable } from '../../components/decidable'
import { EmptyState } from '../../components/EmptyState'
import { keyOf, keyWords } from '../../components/KeyText'
import { LinkAnchor, LinkButton } from '../../components/Links'
import { notAgain } from '../../components/not-again'
import { PageHeader } from '../../components/PageHeader'
import { ProblemNotice } from '../../components/ProblemNotice'
import { Sentence } from '../../components/Sentence'
import { SkeletonText } from '../../components/SkeletonText'
import { looksOf, StateBadge } from '../../components/StateBadge'
import { businessKey, StoryView } from '../../components/StoryView'
import { evidence } from './evidence'

const route = getRouteApi('/shell/syncs/$sync/rows/$key')

/** The story of a row: all that is known of it, over all runs, and what a person can decide. */
export default function StoryPage() {
  const { sync, key } = route.useParams()
  const { account } = route.useSearch()
  const story = useQuery(storyQuery(sync, key, account))
  const vendor = useVendor(sync, account ?? story.data?.account)
  const problem = story.error ? problemOf(story.error) : undefined
  const words = keyWords(keyOf(key))
  return (
    <>
      <PageHeader
        title={story.data ? keyWords(story.data.key) : words}
        badge={story.data?.state && <StateBadge of={story.data} />}
        trail={
          <>
            <LinkAnchor to="/syncs" inherit>
              Syncs
            </LinkAnchor>
            {' / '}
            <LinkAnchor to="/syncs/$name" params={{ name: sync }} inherit>
              {sync}
            </LinkAnchor>
          </>
        }
      >
        {story.data && <Actions story={story.data} vendor={vendor} />}
      </PageHeader>
      {story.data === null && <Unknown words={words} />}
      {problem && <ProblemNotice problem={problem} />}
      {story.isPending && <SkeletonText lines={9} label="Reading the story" />}
      {story.data && (
        <>
          <Answer tone={looksOf(story.data).tone}>
            <Text role="status" style={{ overflowWrap: 'anywhere' }}>
              <Sentence>{story.data.sentence}</Sentence>
            </Text>
            <Todo story={story.data} vendor={vendor} />
          </Answer>
          <div style={{ height: 24 }} />
          <StoryView story={story.data} vendor={vendor} />
        </>
      )}
    </>
  )
}

/** Unknown stands where nothing is known of a row, which may go by another name. */
function Unknown({ words }: { words: string }) {
  return (
    <EmptyState
      icon={IconSearchOff}
      title="Nothing is known of it here"
      action={
        <LinkButton to="/search" search={{ q: words }} variant="default">
          {`Search for ${words}`}
        </LinkButton>
      }
    >
      The sync has sent or tried no row with this key, or what was kept of it is deleted. It may be known by
      another key, or another sync has sent it.
    </EmptyState>
  )
}

function Actions({ story, vendor }: { story: Story; vendor: Vendor }) {
  const file = `${story.key.replaceAll(/[^\w.-]+/g, '_')}-evidence.txt`
  const save = () => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([evidence(story, vendor, new Date())], { type: 'text/plain' }))
    link.download = file
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <Group gap="xs">
      <Button variant="default" onClick={save} leftSection={<IconDownload size={16} aria-hidden />}>
        Evidence
      </Button>
      {story.entry && decidable(story) && (
        <DecideMenu primary label="Decide" rows={[story]} vendor={vendor.name} />
      )}
    </Group>
  )
}

function Todo({ story, vendor }: { story: Story; vendor: Vendor }) {
  const may = useMay('run')
  const open = story.entry !== undefined && decidable(story)
  const elsewhere = vendor.known && vendor.account !== story.account
  const todo = elsewhere && open ? alone(story, vendor) : next(story, vendor)
  if (!todo) {
    return null
  }
  return (
    <Text size="sm" c="dimmed" mt={4}>
      {todo}
      {open && !may && ' An editor or an admin can decide.'}
    </Text>
  )
}

/** alone is what to do about a row that its sync does not send again. */
function alone(story: Story, vendor: Vendor): string {
  const why = notAgain(story, vendor.account)
  return story.state === 'in doubt'
    ? `${why} Look for ${called(story)} at ${vendor.name}. If it is there, mark it delivered; if it is not, give it up.`
    : why
}

const called = (story: Story) => businessKey(story) ?? story.key

function next(story: Story, vendor: Vendor): string | undefined {
  const business = called(story)
  if (story.gone && ['not sent', 'refused', 'deferred', 'to be sent again'].includes(story.state)) {
    return undefined // the sentence says that no run comes for it
  }
  if (story.stays) {
    return undefined // the sentence says what ends it
  }
  switch (story.state) {
    case 'not sent':
      return 'The next run sends it, if it still is in the model.'
    case 'in doubt':
      return `Look for ${vendor.keyName} ${business} at ${vendor.name}. If it is there, mark it delivered; if it is not, send it again.`
    case 'refused':
      return 'Correct the row in its source, or the mapping: it is tried again by itself.'
    case 'deferred':
      return 'The next run tries it again by itself.'
    case 'rekeyed':
      return 'The row was sent before under another key. Send it again only if both are to be paid.'
    case 'to be sent again':
      return 'The next run sends it.'
    case 'accepted':
      return story.unconfirmed
        ? `${vendor.name} did not confirm it: its answer lacked what it has on success. Look for ${vendor.keyName} ${business} at ${vendor.name}, and decide if it is not there.`
        : undefined
    default:
      return undefined
  }
}
