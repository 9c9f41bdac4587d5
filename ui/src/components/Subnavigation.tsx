import { Link, type LinkProps } from '@tanstack/react-router'
import classes from './Subnavigation.module.css'

interface SubnavigationProps {
  label: string
  places: { label: string; link: LinkProps }[]
}

/** Subnavigation is a row of places that belong together; each is a URL. */
export function Subnavigation({ label, places }: SubnavigationProps) {
  return (
    <nav aria-label={label} className={classes.bar}>
      {places.map(({ label, link }) => (
        <Link key={label} {...link} className={classes.place}>
          {label}
        </Link>
      ))}
    </nav>
  )
}
