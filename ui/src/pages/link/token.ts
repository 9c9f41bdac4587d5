// The tab keeps the secret of a link until it is used, so that the page can be loaded again.
const kept = 'waybill-link'

/** takeToken takes the secret of a link out of the address; empty if there is none. */
export function takeToken(): string {
  const token = window.location.hash.slice(1)
  if (token !== '') {
    sessionStorage.setItem(kept, token)
    window.history.replaceState(window.history.state, '', window.location.pathname)
  }
  return sessionStorage.getItem(kept) ?? ''
}

/** forgetToken forgets a secret that was used. */
export function forgetToken() {
  sessionStorage.removeItem(kept)
}
