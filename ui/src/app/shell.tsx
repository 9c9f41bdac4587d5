import { AppShell, Burger, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Outlet } from '@tanstack/react-router'
import { useSyncExternalStore } from 'react'
import { late } from '../components/late'
import { AccountMenu } from './account-menu'
import { Away } from './away'
import { Brand } from './brand'
import { Keyboard } from './keyboard'
import { Navigation } from './navigation'
import { SearchBox } from './search-box'
import { sessionEnd } from './session-end'
import classes from './shell.module.css'

const SessionEnded = late(() => import('./SessionEnded'))

/** Shell is what stands around every page of somebody who is signed in. */
export function Shell() {
  const [open, drawer] = useDisclosure(false)
  const ended = useSyncExternalStore(sessionEnd.subscribe, sessionEnd.read)
  return (
    <>
      <a href="#main" className={classes.skip}>
        Skip to the page
      </a>
      <Keyboard />
      {ended && <SessionEnded />}
      <AppShell
        layout="alt"
        header={{ height: 52 }}
        navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !open } }}
        padding={0}
        transitionDuration={0} // while it moved, the page was narrower than the window, and scrolled sideways
      >
        <AppShell.Header className={classes.header}>
          <Burger
            hiddenFrom="sm"
            opened={open}
            onClick={drawer.toggle}
            size="sm"
            aria-label={open ? 'Close the menu' : 'Open the menu'}
            aria-expanded={open}
          />
          <SearchBox />
          <AccountMenu />
        </AppShell.Header>
        <AppShell.Navbar className={classes.navbar}>
          <Group justify="space-between" h={52} px={10}>
            <Brand />
            <Burger
              hiddenFrom="sm"
              opened={open}
              onClick={drawer.close}
              size="sm"
              aria-label="Close the menu"
            />
          </Group>
          <Navigation onGo={drawer.close} />
        </AppShell.Navbar>
        <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
          <div className={classes.content}>
            <Away />
            <Outlet />
          </div>
        </AppShell.Main>
      </AppShell>
    </>
  )
}
