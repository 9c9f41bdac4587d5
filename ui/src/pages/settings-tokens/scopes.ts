import type { Token } from '../../api/schema'

export type Scope = Token['scopes'][number]

/** The scopes, least first; each includes those before it. */
export const scopes: { value: Scope; label: string; doc: string }[] = [
  { value: 'read', label: 'Read', doc: 'Looks.' },
  { value: 'run', label: 'Run', doc: 'Also starts, cancels and approves runs, and decides about rows.' },
  { value: 'write', label: 'Write', doc: 'Also changes the configuration and its secrets.' },
  { value: 'admin', label: 'Admin', doc: 'Also everything else: people, tokens, settings.' },
]

/** widest is the scope that says it all, since it includes the others. */
export const widest = (of: readonly Scope[]) => scopes.findLast((scope) => of.includes(scope.value))
