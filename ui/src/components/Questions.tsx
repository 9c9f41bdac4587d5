import { useSyncExternalStore } from 'react'
import { question } from './confirm'
import { late } from './late'

// Dialogs are loaded when the first question is asked: the first page has none.
const QuestionDialog = late(() => import('./QuestionDialog'))

/** Questions shows what confirm and askReason ask. */
export function Questions() {
  const asked = useSyncExternalStore(question.subscribe, question.read)
  return asked && <QuestionDialog key={asked.title} asked={asked} />
}
