import { Link, type LinkProps, useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { Count } from './Count'
import classes from './Subnavigation.module.css'

interface SubnavigationProps {
  label: string
  /** count is how much there is in a place. */
  places: { label: string; count?: number | undefined; link: LinkProps }[]
}

/** Subnavigation is a row of places that belong together; each is a URL. */
export function Subnavigation({ label, places }: SubnavigationProps) {
  const bar = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  // On a phone not all of them fit: the one that is shown is scrolled to.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another is shown when the path changes
  useEffect(() => {
    const here = bar.current?.querySelector<HTMLElement>('[aria-current=page]')
    if (bar.current && here) {
      bar.current.scrollLeft =
        here.offsetLeft - bar.current.offsetLeft - (bar.current.clientWidth - here.offsetWidth) / 2
    }
  }, [pathname])
  return (
    <nav ref={bar} aria-label={label} className={classes.bar}>
      {places.map(({ label, count, link }) => (
        <Link key={label} {...link} className={classes.place}>
          {label} {count !== undefined && <Count of={count} />}
        </Link>
      ))}
    </nav>
  )
}
