/** Who may ask. */
import type { IncomingMessage } from 'node:http';
import { sameSecret } from '../../files/same-secret.js';
import { isLoopbackHost } from './loopback.js';
import { HttpProblem } from './respond.js';

export interface GuardOptions {
  /** Whether the service listens for this machine alone. */
  loopback: boolean;
  /** Without one, everybody on this machine may ask. */
  token?: string;
}

/** Whether the service lives is no secret. */
const OPEN = ['/healthz'];

/** Refuses with HttpProblem: 403 for a page of another site, 401 without the token. */
export function guard({ headers }: IncomingMessage, path: string, { loopback, token }: GuardOptions): void {
  if (loopback && !isLoopbackHost(headers.host)) {
    throw new HttpProblem(
      403,
      'This service answers for 127.0.0.1 and localhost alone, and was asked by another name.',
    );
  }
  // Browsers send forms of any page to any address; they say whose page it is.
  const { origin } = headers;
  if (origin !== undefined && hostOf(origin) !== headers.host) {
    throw new HttpProblem(403, 'A page of another site asked. Programs and pages of this service may.');
  }
  if (OPEN.includes(path) || token === undefined) return;
  if (!sameSecret(headers.authorization ?? '', `Bearer ${token}`)) {
    throw new HttpProblem(401, 'Send the token of this service: Authorization: Bearer <token>.', {
      'www-authenticate': 'Bearer realm="miniseg"',
    });
  }
}

const hostOf = (origin: string) => (URL.canParse(origin) ? new URL(origin).host : undefined);
