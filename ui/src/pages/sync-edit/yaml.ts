/** yaml writes what the file of a project would have: nested names, and lists and short objects in one line. */
export function yaml(value: unknown, depth = 0): string {
  const indent = '  '.repeat(depth)
  if (!isObject(value)) {
    return `${indent}${scalar(value)}\n`
  }
  return Object.entries(value)
    .map(([name, one]) =>
      isObject(one) && Object.keys(one).length > 0 && !brief(one)
        ? `${indent}${scalar(name)}:\n${yaml(one, depth + 1)}`
        : `${indent}${scalar(name)}: ${inline(one)}\n`,
    )
    .join('')
}

function brief(value: Record<string, unknown>): boolean {
  const values = Object.values(value)
  return values.every((one) => !isObject(one)) && inline(value).length < 60 && values.length < 4
}

function inline(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(inline).join(', ')}]`
  }
  if (isObject(value)) {
    return `{${Object.entries(value)
      .map(([name, one]) => `${scalar(name)}: ${inline(one)}`)
      .join(', ')}}`
  }
  return scalar(value)
}

// A text that YAML could take for something else is quoted as JSON, which YAML reads.
function scalar(value: unknown): string {
  if (typeof value !== 'string') {
    return JSON.stringify(value ?? null)
  }
  const plain = /^[A-Za-z_][\w./-]*$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value)
  return plain ? value : JSON.stringify(value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
