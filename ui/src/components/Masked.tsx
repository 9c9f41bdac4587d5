import { IconLock } from '@tabler/icons-react'
import { Fragment } from 'react'
import classes from './Masked.module.css'
import { visible } from './visible'

/** What the server puts in the place of a secret. */
export const mask = '•••'

/** Masked is a text in which it can be seen where a secret was. */
export function Masked({ children }: { children: string }) {
  return children.split(mask).map((part, i) => (
    <Fragment key={i}>
      {i > 0 && (
        <span className={classes.masked}>
          <IconLock size={12} aria-hidden />
          secret, masked
        </span>
      )}
      {visible(part)}
    </Fragment>
  ))
}
