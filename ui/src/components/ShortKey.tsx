import { CopyButton } from './CopyButton'
import { KeyText } from './KeyText'
import classes from './ShortKey.module.css'

/** ShortKey is a long id that is cut off where there is no room for it. All of it can be copied, or be pointed at. */
export function ShortKey({ label, children }: { label: string; children: string }) {
  return (
    <span className={classes.short} title={children}>
      <KeyText>{children}</KeyText>
      <CopyButton value={children} label={label} />
    </span>
  )
}
