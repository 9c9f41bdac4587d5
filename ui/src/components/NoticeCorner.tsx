import '@mantine/core/styles/Notification.css'
import '@mantine/notifications/styles.css'
import { Notifications } from '@mantine/notifications'

/** NoticeCorner is where notices stand for a while. */
export default function NoticeCorner() {
  return <Notifications position="bottom-right" autoClose={6000} limit={3} />
}
