/** kept is a value outside of React, and what useSyncExternalStore takes to show it. */
export function kept<T>(initial: T) {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    read: () => value,
    subscribe: (changed: () => void) => {
      listeners.add(changed)
      return () => {
        listeners.delete(changed)
      }
    },
    put: (next: T) => {
      value = next
      for (const changed of listeners) {
        changed()
      }
    },
  }
}
