import {
  IconArrowsExchange,
  IconBell,
  IconDatabase,
  IconLayoutDashboard,
  IconPlayerPlay,
  IconSend,
  IconSettings,
  IconTable,
} from '@tabler/icons-react'
import { Link, linkOptions, useLocation } from '@tanstack/react-router'
import { counted, grouped } from '../components/Count'
import { attention, useAttention } from './attention'
import classes from './navigation.module.css'

const places = [
  {
    icon: IconLayoutDashboard,
    label: 'Overview',
    link: linkOptions({ to: '/' }),
  },
  { icon: IconArrowsExchange, label: 'Syncs', link: linkOptions({ to: '/syncs' }) },
  { icon: IconPlayerPlay, label: 'Runs', link: linkOptions({ to: '/runs' }) },
  { icon: IconBell, label: 'Needs attention', link: linkOptions({ to: '/in-doubt' }) },
  { icon: IconTable, label: 'Models', link: linkOptions({ to: '/models' }) },
  { icon: IconDatabase, label: 'Sources', link: linkOptions({ to: '/sources' }) },
  { icon: IconSend, label: 'Destinations', link: linkOptions({ to: '/destinations' }) },
]

const below = [{ icon: IconSettings, label: 'Settings', link: linkOptions({ to: '/settings' }) }]

/** Navigation is the list of places on the left. onGo closes the drawer that it is in on a phone. */
export function Navigation({ onGo }: { onGo: () => void }) {
  const { pathname } = useLocation()
  const { to, rows = 0 } = useAttention()
  const here = { 'data-status': 'active', 'aria-current': 'page' } as const
  const waits = {
    to,
    ...(attention.includes(pathname) ? here : {}),
    ...(rows > 0 ? { 'aria-label': `Needs attention, ${counted(rows, 'row')}` } : {}),
  }
  const entry = ({ icon: Icon, label, link }: (typeof places)[number] | (typeof below)[number]) => (
    <li key={label}>
      <Link
        {...link}
        activeOptions={{ includeSearch: false, exact: link.to === '/' }}
        {...(link.to === '/in-doubt' ? waits : {})}
        className={classes.link}
        onClick={onGo}
      >
        <Icon size={18} stroke={1.6} aria-hidden />
        {label}
        {link.to === '/in-doubt' && rows > 0 && <span className={classes.count} data-count={grouped(rows)} />}
      </Link>
    </li>
  )
  return (
    <nav aria-label="Main" className={classes.nav}>
      <ul>{places.map(entry)}</ul>
      <ul>{below.map(entry)}</ul>
    </nav>
  )
}
