import { Text } from '@mantine/core'
import type { OpenRow } from '../../api/schema'
import { Doubted } from '../../components/Doubted'
import { sentence } from '../../components/ProblemNotice'
import { Sentence } from '../../components/Sentence'
import type { Words } from './words'

/** Why says why a row is open: in a sentence, and by the note of it that the sentence does not say. */
export function Why({ of, row: { sentence: told, note, meaning } }: { of: Words; row: OpenRow }) {
  if (of.cause === 'in_doubt') {
    return <Doubted message={note || 'It was sent, and no answer was kept.'} meaning={meaning} />
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
