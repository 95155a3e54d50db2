/** Requests to one archive and to nothing else. */
import { DicomWebError } from './errors.js';
import { Tries } from './retry.js';
import { tooLarge } from './too-large.js';

/** How an archive is spoken to. */
export interface Connection {
  /** Without a slash at its end. */
  baseUrl: string;
  token?: string | (() => string | Promise<string>);
  headers: Readonly<Record<string, string>>;
  retries: number;
  timeoutMs: number;
  fetch: typeof fetch;
  signal?: AbortSignal;
}

export interface Request {
  method?: 'GET' | 'POST';
  /** Behind the base address, with a slash before it. */
  path: string;
  accept: string;
  body?: Uint8Array<ArrayBuffer>;
  contentType?: string;
  /** Numbers above 299 that are answers, too. */
  answers?: readonly number[];
}

/** An answer whose body is read within the same time limit between two chunks. */
export interface Answer {
  contentType: string;
  chunks: AsyncIterable<Uint8Array>;
}

/**
 * Runs `work` on the answer, and both once more after what may pass: `work` is part of a try, as a connection can break
 * while the body comes.
 *
 * @throws {DicomWebError} `http` or `network` after the last try; what `work` throws
 */
export async function withAnswer<T>(
  connection: Connection,
  request: Request,
  work: (answer: Answer) => Promise<T>,
): Promise<T> {
  const tries = new Tries(connection);
  for (;;) {
    try {
      return await work(await open(connection, request, tries));
    } catch (error) {
      await tries.after(error);
    }
  }
}

/**
 * One try. The request ends when the chunks were read, or are given up.
 *
 * @throws {DicomWebError} `http` or `network`
 */
export async function open(connection: Connection, request: Request, tries: Tries): Promise<Answer> {
  const { method = 'GET', path, accept, body, contentType } = request;
  const { baseUrl, token, headers, timeoutMs } = connection;
  const url = `${baseUrl}${path}`;
  const bearer = typeof token === 'function' ? await token() : token;
  const watch = new Watch(timeoutMs, connection.signal);
  try {
    const response = await connection.fetch(url, {
      method,
      body,
      headers: {
        ...headers,
        Accept: accept,
        ...(contentType === undefined ? {} : { 'Content-Type': contentType }),
        ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
      },
      // Another address is another host, perhaps, which nobody has allowed; it would get the token, too.
      redirect: 'manual',
      signal: watch.signal,
    });
    tries.retryAfter = response.headers.get('retry-after');
    if (!request.answers?.includes(response.status)) await refuseErrors(response, method, url);
    return {
      contentType: response.headers.get('content-type') ?? '',
      chunks: chunksOf(response, watch, url),
    };
  } catch (error) {
    watch.stop();
    throw asDicomWebError(error, url, watch.ran);
  }
}

async function refuseErrors(response: Response, method: string, url: string): Promise<void> {
  const { status } = response;
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    const to = response.headers.get('location');
    throw new DicomWebError(
      'http',
      `${url} points to another address${to ? `, ${to}` : ''}, which is not followed. Give the address that answers itself.`,
      { status },
    );
  }
  if (response.ok) return;
  const text = await response.text().catch(() => '');
  const cure =
    status === 401 || status === 403
      ? ' Check the token or password, and that it may read and store here.'
      : status === 404
        ? ' Check that the address is the root of DICOMweb, such as https://host/dicom-web.'
        : '';
  const said = text.trim().replace(/\s+/g, ' ').slice(0, 200);
  throw new DicomWebError(
    'http',
    `${method} ${url} was answered with ${status} ${response.statusText}${said ? ` (${said})` : ''}.${cure}`,
    { status },
  );
}

async function* chunksOf(response: Response, watch: Watch, url: string): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      watch.again();
      yield value;
      watch.again();
    }
  } catch (error) {
    throw asDicomWebError(error, url, watch.ran);
  } finally {
    watch.stop();
    await reader.cancel().catch(() => {});
  }
}

function asDicomWebError(error: unknown, url: string, ranOut: number | undefined): unknown {
  if (DicomWebError.isInstance(error)) return error;
  if (ranOut !== undefined) {
    return new DicomWebError('network', `${url} sent nothing for ${ranOut / 1000} seconds.`, {
      cause: error,
    });
  }
  const { message, cause } = error as Error;
  const why = cause instanceof Error ? cause.message || (cause as { code?: string }).code : message;
  return new DicomWebError('network', `${url} can't be reached, or the connection broke: ${why}.`, {
    cause: error,
  });
}

/** Ends a request in which nothing happens; large answers may take as long as they like. */
class Watch {
  readonly #controller = new AbortController();
  readonly #timeoutMs: number;
  readonly #outer?: AbortSignal;
  readonly #forward = () => this.#controller.abort(this.#outer?.reason);
  #timer?: ReturnType<typeof setTimeout>;
  /** The limit, once it was exceeded. */
  ran?: number;

  constructor(timeoutMs: number, outer?: AbortSignal) {
    this.#timeoutMs = timeoutMs;
    this.#outer = outer;
    outer?.throwIfAborted();
    outer?.addEventListener('abort', this.#forward, { once: true });
    this.again();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  again(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.ran = this.#timeoutMs;
      this.#controller.abort();
    }, this.#timeoutMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#forward);
  }
}

/** All of a body. */
export async function bytesOf(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > maxBytes) {
      throw tooLarge(maxBytes);
    }
    parts.push(chunk);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
