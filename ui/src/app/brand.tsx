import classes from './brand.module.css'

/** Brand is the mark with the name. */
export function Brand({ large = false }: { large?: boolean }) {
  const size = large ? 32 : 22
  return (
    <span className={classes.brand} data-large={large || undefined}>
      <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
        <rect width="24" height="24" rx="6" className={classes.mark} />
        <path d="M5 8l3 8 4-8 4 8 3-8" className={classes.line} />
      </svg>
      Waybill
    </span>
  )
}
