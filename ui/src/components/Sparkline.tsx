interface SparklineProps {
  /** What it says, for those who do not see it: "Rows of the last 7 runs: 10, 12, …". */
  label: string
  values: number[]
  width?: number
  height?: number
}

/** Sparkline is a line as high as a line of text. */
export function Sparkline({ label, values, width = 72, height = 18 }: SparklineProps) {
  const top = Math.max(1, ...values)
  const step = values.length > 1 ? (width - 2) / (values.length - 1) : 0
  const points = values.map((v, i) => `${1 + i * step},${height - 1 - (v / top) * (height - 3)}`).join(' ')
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      <polyline points={points} fill="none" stroke="var(--accent)" strokeWidth="1.5" strokeLinejoin="round" />
    </svg>
  )
}
