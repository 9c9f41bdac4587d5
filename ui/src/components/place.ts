/** place is where the keyboard is: what has the focus or, in a menu that closes now, the button that opened it. */
export function place(): HTMLElement | null {
  const focused = document.activeElement
  const opener = focused?.closest('[role=menu]')?.getAttribute('aria-labelledby')
  const found = opener ? document.getElementById(opener) : focused
  return found instanceof HTMLElement ? found : null
}

/**
 * goTo puts the focus where one goes on behind a dialog, which leaves it nowhere as it closes: on what is given, or
 * on the title of the page where that is gone.
 */
export function goTo(next: HTMLElement | null | undefined) {
  setTimeout(() => {
    if (document.activeElement === document.body) {
      const there = next?.isConnected && next !== document.body && !next.matches(':disabled')
      const to = there ? next : document.querySelector<HTMLElement>('main h1')
      to?.focus({ preventScroll: !there })
    }
  })
}
