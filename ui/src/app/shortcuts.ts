/** The keys of the interface: what they are pressed for, and what the list of them says. */
export const places = {
  o: { to: '/', label: 'Overview' },
  s: { to: '/syncs', label: 'Syncs' },
  r: { to: '/runs', label: 'Runs' },
  i: { to: '/in-doubt', label: 'Needs attention: rows in doubt, refused or unconfirmed' },
  m: { to: '/models', label: 'Models' },
  q: { to: '/sources', label: 'Sources' },
  d: { to: '/destinations', label: 'Destinations' },
  t: { to: '/settings/people', label: 'Settings' },
} as const

/** typing says whether a key is meant for a field, and not for the page. */
export function typing(event: KeyboardEvent): boolean {
  const at = event.target
  return (
    at instanceof HTMLElement &&
    (at.isContentEditable ||
      /^(input|textarea|select)$/i.test(at.tagName) ||
      at.closest('[role=dialog]') !== null)
  )
}
