/** The service over HTTP. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { CliError } from '../../errors.js';
import { closeServer, listen } from '../../http/listen.js';
import { type GuardOptions, guard } from './guard.js';
import { HttpProblem, respondProblem } from './respond.js';
import { asProblem, ROUTES, type ServiceOptions } from './routes.js';

export interface ListenOptions extends GuardOptions {
  host: string;
  /** 0 takes any that is free. */
  port: number;
}

export interface HttpService {
  url: string;
  close(): Promise<void>;
}

/** A large study over a slow line takes a while; a line on which nothing comes is closed. */
const REQUEST_MS = 3_600_000;
const SILENCE_MS = 60_000;

/** @throws {CliError} `invalid-argument` where it cannot listen */
export async function startHttp(service: ServiceOptions, where: ListenOptions): Promise<HttpService> {
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: 30_000 }, (request, response) => {
    answer(request, response, service, where).catch((error) => respondProblem(response, asProblem(error)));
  });
  server.setTimeout(SILENCE_MS);
  const { host } = where;
  const port = await listen(server, where.port, host).catch((cause: Error) => {
    throw new CliError(
      'invalid-argument',
      `The service cannot listen at ${host}, port ${where.port}: ${cause.message}. Give another with --port or --host.`,
      { cause },
    );
  });
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    close: () => closeServer(server),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  service: ServiceOptions,
  guarded: GuardOptions,
): Promise<void> {
  const target = request.url ?? '';
  // Proxies ask for whole addresses, and this is none.
  const whole = `http://service${target}`;
  const url = target.startsWith('/') && URL.canParse(whole) ? new URL(whole) : undefined;
  if (!url) throw new HttpProblem(400, 'The target of a request begins with /.');
  guard(request, url.pathname, guarded);
  const known = ROUTES.filter(([, pattern]) => pattern.test(url.pathname));
  const [route] = known.filter(([method]) => method === request.method);
  if (route) {
    const [, pattern, handler] = route;
    const parts = (pattern.exec(url.pathname) ?? []).slice(1).map(decoded);
    return handler({ request, response, query: url.searchParams, parts }, service);
  }
  if (known.length === 0)
    throw new HttpProblem(404, 'There is nothing here; /openapi.json says what there is.');
  throw new HttpProblem(405, `${request.method} is not possible here.`, {
    allow: known.map(([method]) => method).join(', '),
  });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new HttpProblem(400, 'The path is not well written.');
  }
}
