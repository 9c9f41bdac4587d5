import { VisuallyHidden } from '@mantine/core'
import type { Tone } from './Badge'
import classes from './Bars.module.css'
import { grouped } from './Count'

export interface Bar {
  /** What it stands for, such as a day. No two have the same. */
  label: string
  /** The same in short, below it; the label, if it is left out. */
  tick?: string
  /** One number for each part. */
  values: number[]
}

interface BarsProps {
  label: string
  parts: { name: string; tone: Tone | 'accent' }[]
  bars: Bar[]
  height?: number
  format?: (n: number) => string
}

/** Bars is a chart of stacked bars. A table says the same to those who do not see it. */
export function Bars({ label, parts, bars, height = 120, format = grouped }: BarsProps) {
  const totals = bars.map((bar) => bar.values.reduce((a, b) => a + b, 0))
  const top = roundUp(Math.max(...totals))
  const width = 100 / Math.max(1, bars.length)
  const thick = Math.min(4, width * 0.72) // a few bars would be as wide as tables
  return (
    <figure className={classes.figure}>
      <div className={classes.plot}>
        <span className={classes.scale} aria-hidden="true">
          <span>{format(top)}</span>
          <span>0</span>
        </span>
        <svg
          className={classes.chart}
          viewBox={`0 0 100 ${height}`}
          preserveAspectRatio="none"
          height={height}
          aria-hidden="true"
        >
          {[0.5, height / 2, height - 0.5].map((y) => (
            <line key={y} x1="0" x2="100" y1={y} y2={y} className={classes.axis} />
          ))}
          {bars.map((bar, i) => {
            let y = height - 1
            return (
              <g key={bar.label}>
                <title>{`${bar.label}: ${parts.map((part, p) => `${format(bar.values[p] ?? 0)} ${part.name}`).join(', ')}`}</title>
                <rect x={i * width} y={0} width={width} height={height} className={classes.hit} />
                {bar.values.map((value, p) => {
                  // What is not nothing can be seen, however small it is.
                  const tall = value === 0 ? 0 : Math.max(2, (value / top) * (height - 2))
                  y -= tall
                  return (
                    <rect
                      key={parts[p]?.name ?? p}
                      x={i * width + (width - thick) / 2}
                      y={y}
                      width={thick}
                      height={tall}
                      fill={`var(--${parts[p]?.tone ?? 'accent'})`}
                    />
                  )
                })}
              </g>
            )
          })}
        </svg>
        <span className={classes.ends} data-few={bars.length <= 3 || undefined} aria-hidden="true">
          {[...new Set([0, Math.floor((bars.length - 1) / 2), bars.length - 1])].map((i) => (
            <span key={i}>{bars[i]?.tick ?? bars[i]?.label}</span>
          ))}
        </span>
      </div>
      <figcaption className={classes.caption}>
        {parts.length > 1 && (
          <span className={classes.legend} aria-hidden="true">
            {parts.map((part) => (
              <span key={part.name}>
                <i style={{ background: `var(--${part.tone})` }} />
                {part.name}
              </span>
            ))}
          </span>
        )}
      </figcaption>
      <VisuallyHidden>
        <table>
          <caption>{label}</caption>
          <thead>
            <tr>
              <th scope="col">When</th>
              {parts.map((part) => (
                <th key={part.name} scope="col">
                  {part.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.label}>
                <th scope="row">{bar.label}</th>
                {parts.map((part, p) => (
                  <td key={part.name}>{format(bar.values[p] ?? 0)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </figure>
  )
}

/** roundUp is the next number that reads well at the top of a scale: 1, 2, 4, 6, 8 or 10 of whatever size it has. */
function roundUp(n: number): number {
  if (n <= 0) {
    return 1
  }
  const size = 10 ** Math.floor(Math.log10(n))
  return size * ([1, 2, 4, 6, 8, 10].find((step) => step * size >= n) ?? 10)
}
