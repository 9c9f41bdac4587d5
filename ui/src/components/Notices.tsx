import { useSyncExternalStore } from 'react'
import { late } from './late'
import { notices } from './notify'

const NoticeCorner = late(() => import('./NoticeCorner'))

/** Notices shows what was done. */
export function Notices() {
  return useSyncExternalStore(notices.subscribe, notices.read) && <NoticeCorner />
}
