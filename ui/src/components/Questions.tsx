import { lazy, Suspense, useSyncExternalStore } from 'react'
import { question } from './confirm'

// Dialogs are loaded when the first question is asked: the first page has none.
const QuestionDialog = lazy(() => import('./QuestionDialog'))

/** Questions shows what confirm and askReason ask. */
export function Questions() {
  const asked = useSyncExternalStore(question.subscribe, question.read)
  return <Suspense fallback={null}>{asked && <QuestionDialog key={asked.title} asked={asked} />}</Suspense>
}
