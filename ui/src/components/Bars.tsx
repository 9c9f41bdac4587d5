import { VisuallyHidden } from '@mantine/core'
import type { Tone } from './Badge'
import classes from './Bars.module.css'

export interface Bar {
  /** What stands below it, such as a day. */
  label: string
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

const grouped = new Intl.NumberFormat('en')

/** Bars is a chart of stacked bars. A table says the same to those who do not see it. */
export function Bars({ label, parts, bars, height = 120, format = (n) => grouped.format(n) }: BarsProps) {
  const totals = bars.map((bar) => bar.values.reduce((a, b) => a + b, 0))
  const top = Math.max(1, ...totals)
  const width = 100 / Math.max(1, bars.length)
  return (
    <figure className={classes.figure}>
      <svg
        className={classes.chart}
        viewBox={`0 0 100 ${height}`}
        preserveAspectRatio="none"
        height={height}
        aria-hidden="true"
      >
        <line x1="0" x2="100" y1={height - 0.5} y2={height - 0.5} className={classes.axis} />
        {bars.map((bar, i) => {
          let y = height - 1
          return (
            <g key={bar.label}>
              <title>{`${bar.label}: ${parts.map((part, p) => `${format(bar.values[p] ?? 0)} ${part.name}`).join(', ')}`}</title>
              <rect x={i * width} y={0} width={width} height={height} className={classes.hit} />
              {bar.values.map((value, p) => {
                // What is not nothing can be seen, however small it is.
                const tall = value === 0 ? 0 : Math.max(2, (value / top) * (height - 4))
                y -= tall
                return (
                  <rect
                    key={parts[p]?.name ?? p}
                    x={i * width + width * 0.14}
                    y={y}
                    width={width * 0.72}
                    height={tall}
                    fill={`var(--${parts[p]?.tone ?? 'accent'})`}
                  />
                )
              })}
            </g>
          )
        })}
      </svg>
      <figcaption className={classes.caption}>
        <span className={classes.ends} aria-hidden="true">
          <span>{bars[0]?.label}</span>
          <span>{bars.length > 1 ? bars.at(-1)?.label : ''}</span>
        </span>
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
