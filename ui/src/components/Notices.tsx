import { lazy, Suspense, useSyncExternalStore } from 'react'
import { notices } from './notify'

const NoticeCorner = lazy(() => import('./NoticeCorner'))

/** Notices shows what was done. */
export function Notices() {
  const wanted = useSyncExternalStore(notices.subscribe, notices.read)
  return <Suspense fallback={null}>{wanted && <NoticeCorner />}</Suspense>
}
