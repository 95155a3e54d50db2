/**
 * What a Content-Security-Policy cannot forbid, as far as browsers let a page do it: to leave for another address, which
 * would carry what stands in it, and to connect by WebRTC, which no browser's policy covers yet.
 */

/** Of the Navigation API, which TypeScript's types do not have yet. */
interface NavigateEvent extends Event {
  readonly destination: { readonly url: string; readonly sameDocument: boolean };
  readonly downloadRequest: string | null;
}

/** Called before anything else of the page, so that no other listener comes first. */
export function stayHere(): void {
  const { navigation } = globalThis as { navigation?: EventTarget };
  // A listener that nobody else has cannot be removed.
  navigation?.addEventListener('navigate', (event) => {
    if (!isHarmless(event as NavigateEvent)) event.preventDefault();
  });
  const nothing = { value: () => null, writable: false, configurable: false };
  Object.defineProperty(globalThis, 'open', nothing);
  for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport'])
    Object.defineProperty(globalThis, name, { value: undefined, writable: false, configurable: false });
  if (__SINGLE_FILE__) forbidScripts();
}

/** To load the same page again, to a place in it, and to save what the page made. */
function isHarmless({ destination, downloadRequest }: NavigateEvent): boolean {
  const { url, sameDocument } = destination;
  if (sameDocument) return true;
  if (downloadRequest !== null) return url.startsWith('blob:');
  return withoutHash(url) === withoutHash(location.href);
}

const withoutHash = (url: string) => url.replace(/#.*$/s, '');

/**
 * The one script of the page has been loaded. Its hash in the policy would let a script element with that hash for
 * `integrity` ask any server; a second policy without it closes that.
 */
function forbidScripts(): void {
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = "script-src 'wasm-unsafe-eval'; worker-src blob:";
  document.head.append(policy);
}
