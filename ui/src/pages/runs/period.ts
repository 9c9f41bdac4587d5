export const periods = [
  { value: 'day', label: 'Last 24 hours' },
  { value: 'week', label: 'Last 7 days' },
  { value: 'month', label: 'Last 30 days' },
]

const hours: Record<string, number> = { day: 24, week: 7 * 24, month: 30 * 24 }

/** beginOf is when a period begins: at a full hour, so that the same question is not asked anew every moment. */
export function beginOf(period: string | undefined): string | undefined {
  const length = hours[period ?? '']
  if (!length) {
    return undefined
  }
  const hour = 3_600_000
  return new Date(Math.floor(Date.now() / hour) * hour - length * hour).toISOString()
}
