/** Answers of the service: JSON, and errors in the form of RFC 9457. */
import type { ServerResponse } from 'node:http';

/** An answer that is an error of whoever asked, or of this service. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** What a browser may do with an answer that it should not have got in the first place. */
export const HARMLESS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
};

export function respondJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  respondText(response, status, 'application/json; charset=utf-8', `${JSON.stringify(body)}\n`, headers);
}

export function respondText(
  response: ServerResponse,
  status: number,
  type: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { ...HARMLESS, 'content-type': type, ...headers }).end(text);
}

export function respondProblem(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const problem =
    error instanceof HttpProblem
      ? error
      : new HttpProblem(500, `The service failed: ${(error as Error).message}`);
  const { status, message, headers } = problem;
  // What is left of a body that was refused is not read.
  const closes: Record<string, string> = status === 413 || status === 400 ? { connection: 'close' } : {};
  respondText(
    response,
    status,
    'application/problem+json; charset=utf-8',
    `${JSON.stringify({ status, detail: message })}\n`,
    { ...closes, ...headers },
  );
}
