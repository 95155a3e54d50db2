/** Names of this machine, as a browser or a program asks for it. */

/** Whether an address to listen at is seen from this machine alone. */
export const isLoopback = (host: string): boolean =>
  /^127(\.\d{1,3}){3}$/.test(host) || host === '::1' || host.toLowerCase() === 'localhost';

/**
 * Whether a request asked for this machine by such a name: a page from elsewhere that points its own name here, to read
 * along (DNS rebinding), asks for that name.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  const name = /^(\[[0-9a-f:]+\]|[^:]+)(:\d+)?$/i.exec(host ?? '')?.[1] ?? '';
  return isLoopback(name.replace(/^\[|\]$/g, ''));
}
