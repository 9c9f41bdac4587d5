import type { NotificationData } from '@mantine/notifications'
import { problemOf } from '../api/problem'
import { hinted, sentence } from '../api/sentence'
import { kept } from './kept'

/** notices is whether there was one: Notices is loaded with the first. */
export const notices = kept(false)

/** notifications tells what was done, in a corner of the page. */
export const notifications = {
  show: (notice: NotificationData) => {
    notices.put(true)
    import('@mantine/notifications').then(
      (loaded) => loaded.notifications.show(notice),
      () => undefined, // that it did not come is said in its place
    )
  },
}

/** tell says why something could not be done. */
export function tell(error: Error) {
  const { detail, hint } = problemOf(error)
  notifications.show({ color: 'red', title: sentence(detail), message: hinted(hint) })
}
