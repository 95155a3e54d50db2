/** How processes of one machine use the tables that one of them has opened. */
import { randomBytes } from 'node:crypto';
import { createServer, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import { sameSecret } from '../files/same-secret.js';
import { closeGently, closeServer, listen } from '../http/listen.js';
import { readBody } from '../http/read-body.js';
import type { Database, Rows } from './database.js';

export interface OwnerAddress {
  host: string;
  port: number;
  /** Known to those who may read the folder. */
  token: string;
}

/** The process that has the tables ended. */
export class OwnerGone extends Error {
  readonly code = 'ECONNRESET';
  /** It may have got the statement, and done it. */
  readonly begun: boolean;

  constructor({ message, code }: NodeJS.ErrnoException) {
    super(`The process that has the tables ended: ${message}`);
    this.begun = code !== 'ECONNREFUSED';
  }
}

interface Failure {
  message: string;
  code?: string;
}

const MOST_BYTES = 2 ** 28;

/** What is asked for at the end is answered, but not waited for without end. */
const LAST_ANSWERS = 10_000;

/** Listens on the loopback alone; every request has to bring the token. */
export async function serveDatabase(
  execute: Database['execute'],
): Promise<{ port: number; token: string; close(): Promise<void> }> {
  const token = randomBytes(32).toString('hex');
  let closing = false;
  const server = createServer(async (asked, response) => {
    if (!sameSecret(asked.headers.authorization ?? '', `Bearer ${token}`))
      return response.writeHead(401).end();
    try {
      const [text, values] = deserialize(await bytesOf(asked)) as Parameters<Database['execute']>;
      const answer = await execute(text, values).then(
        ({ rows }) => ({ rows }),
        (error: Failure) => ({ failure: { message: error.message, code: error.code } }),
      );
      if (closing) response.setHeader('connection', 'close');
      response.end(serialize(answer));
    } catch {
      response.writeHead(400).end();
    }
  });
  // The work of this process decides how long it lives.
  server.unref();
  const port = await listen(server, 0);
  return {
    port,
    token,
    close: async () => {
      closing = true;
      await Promise.race([closeGently(server), setTimeout(LAST_ANSWERS, undefined, { ref: false })]);
      await closeServer(server);
    },
  };
}

/** Rejects with OwnerGone where the process does not answer, or ended before it answered. */
export function askOwner(
  { port, token }: OwnerAddress,
  text: string,
  values?: readonly unknown[],
): Promise<Rows> {
  return new Promise((resolve, reject) => {
    const gone = (error: Error) => reject(new OwnerGone(error));
    const asking = request(
      { host: '127.0.0.1', port, method: 'POST', headers: { authorization: `Bearer ${token}` } },
      (response) => {
        bytesOf(response).then((bytes) => {
          if (response.statusCode !== 200) return gone(new Error(`status ${response.statusCode}`));
          const { rows, failure } = deserialize(bytes) as Partial<Rows> & { failure?: Failure };
          if (failure) reject(Object.assign(new Error(failure.message), { code: failure.code }));
          else resolve({ rows: rows ?? [] });
        }, gone);
      },
    );
    asking.on('error', gone);
    asking.end(serialize([text, values]));
  });
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const bytes = await readBody(stream, MOST_BYTES);
  if (!bytes) throw new Error(`more than ${MOST_BYTES} bytes`);
  return bytes;
}
