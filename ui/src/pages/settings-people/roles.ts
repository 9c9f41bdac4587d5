import type { Member } from '../../api/schema'

export type Role = Member['role']

/** The roles, and what each may do. */
export const roles: { value: Role; label: string; doc: string }[] = [
  {
    value: 'viewer',
    label: 'Viewer',
    doc: 'Looks at everything but people, tokens of others and the audit.',
  },
  {
    value: 'editor',
    label: 'Editor',
    doc: 'Also starts, cancels and approves runs, decides about rows, and changes the configuration and its secrets.',
  },
  { value: 'admin', label: 'Admin', doc: 'Also people, tokens, settings and the audit.' },
]
