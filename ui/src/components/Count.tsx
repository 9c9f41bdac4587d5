const format = new Intl.NumberFormat('en')

/** grouped is a number with its thousands grouped: "1,200". */
export const grouped = (n: number) => format.format(n)

/** Count is a number with its thousands grouped. Zero steps back where others are what one looks for. */
export function Count({ of, quiet = false }: { of: number; quiet?: boolean }) {
  return (
    <span
      data-none={(quiet && of === 0) || undefined}
      style={{
        fontVariantNumeric: 'tabular-nums',
        color: quiet && of === 0 ? 'var(--mantine-color-dimmed)' : undefined,
      }}
    >
      {grouped(of)}
    </span>
  )
}

/** counted is a number with its noun: "1 row", "1,200 rows". */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${grouped(n)} ${n === 1 ? one : many}`
}
