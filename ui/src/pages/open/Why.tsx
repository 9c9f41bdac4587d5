import { Text } from '@mantine/core'
import type { OpenRow } from '../../api/schema'
import { Doubted } from '../../components/Doubted'
import { sentence } from '../../components/ProblemNotice'
import { Sentence } from '../../components/Sentence'
import type { Words } from './words'

/** besides is what a sentence says but its reason, which stands before it. */
function besides(told: string, note: string | undefined): string {
  const end = note && `: ${note.replace(/\.$/, '')}.`
  return end && told.endsWith(end) ? `${told.slice(0, -end.length)}.` : told
}

/** Why says why a row is open: in a sentence, and by the note of it that the sentence does not say. */
export function Why({ of, row: { sentence: told, note, meaning } }: { of: Words; row: OpenRow }) {
  if (of.cause === 'in_doubt') {
    return <Doubted message={note || 'It was sent, and no answer was kept.'} meaning={meaning} />
  }
  if (of.cause === 'refused' && note) {
    return (
      <Text size="xs" c="dimmed">
        <Sentence>{besides(told, note)}</Sentence>
      </Text>
    )
  }
  return (
    <>
      <Text size="sm">
        <Sentence>{told}</Sentence>
      </Text>
      {note && !told.includes(note.replace(/\.$/, '')) && (
        <Text size="sm" c="dimmed">
          {sentence(note)}
        </Text>
      )}
    </>
  )
}
