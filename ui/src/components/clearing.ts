import type { FocusEvent, KeyboardEvent } from 'react'

/**
 * clearing lets the keyboard clear a Select, whose × it does not reach: what one may type in is cleared by leaving it
 * empty, any other by Delete or Backspace.
 */
export const clearing = (clear: () => void) => ({
  onBlur: ({ currentTarget: field }: FocusEvent<HTMLInputElement>) => {
    if (!field.readOnly && field.value === '') {
      clear()
    }
  },
  onKeyDown: ({ key, currentTarget: field }: KeyboardEvent<HTMLInputElement>) => {
    if (field.readOnly && (key === 'Delete' || key === 'Backspace')) {
      clear()
    }
  },
})
