/**
 * The nonce of this page. The policy allows the style elements that carry it, and no others. Whatever makes
 * style elements (Mantine, CodeMirror, the scroll lock of dialogs) is told it.
 */
export const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

declare global {
  interface Window {
    __webpack_nonce__?: string
  }
}

window.__webpack_nonce__ = nonce // where the scroll lock's get-nonce looks
