/** `multipart/related` (RFC 2387), in which DICOMweb sends and takes files: read as a stream, a part at a time. */
import { DicomWebError } from './errors.js';
import { tooLarge } from './too-large.js';

const CR = 13;
const LF = 10;
const DASH = 45;
/** More than any real header has. */
const MAXIMUM_HEADER = 16_384;

/** @returns The boundary that a content type names; undefined for a type that is not multipart. */
export function boundaryOf(contentType: string): string | undefined {
  if (!/^\s*multipart\//i.test(contentType)) return undefined;
  const found = /;\s*boundary\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(contentType);
  return found ? (found[1]?.replace(/\\(.)/g, '$1') ?? found[2]) : undefined;
}

/**
 * The bodies of the parts, in order. No more than one is held at a time.
 *
 * @param maxBytes Of one part.
 * @throws {DicomWebError} `network` for a body that ends within a part, `limit-exceeded` for a part that is too large
 */
export async function* multipartBodies(
  chunks: AsyncIterable<Uint8Array>,
  boundary: string,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  const delimiter = new TextEncoder().encode(`\r\n--${boundary}`);
  const buffer = new Pending(chunks);
  try {
    // The first delimiter may stand at the very beginning, without a line end before it.
    buffer.push(Uint8Array.of(CR, LF));
    await skipTo(buffer, delimiter);
    buffer.drop(delimiter.length);
    while (!(await isLast(buffer))) {
      await skipHeader(buffer);
      const length = await lengthTo(buffer, delimiter, maxBytes);
      yield buffer.take(length);
      buffer.drop(delimiter.length);
    }
  } finally {
    await buffer.close();
  }
}

/** What stands before the first delimiter is for nobody; it is dropped as it comes. */
async function skipTo(buffer: Pending, delimiter: Uint8Array): Promise<void> {
  for (;;) {
    const at = indexOf(buffer.bytes, delimiter, 0);
    if (at >= 0) return buffer.drop(at);
    buffer.drop(Math.max(0, buffer.bytes.length - delimiter.length + 1));
    if (!(await buffer.more())) {
      throw new DicomWebError(
        'network',
        'The answer of the archive ends before its first part: the connection broke.',
      );
    }
  }
}

/** @returns How many bytes stand before the delimiter. */
async function lengthTo(buffer: Pending, delimiter: Uint8Array, maxBytes: number): Promise<number> {
  for (let from = 0; ; ) {
    const at = indexOf(buffer.bytes, delimiter, from);
    const atLeast = at >= 0 ? at : buffer.bytes.length - delimiter.length;
    if (atLeast > maxBytes) throw tooLarge(maxBytes);
    if (at >= 0) return at;
    from = Math.max(0, buffer.bytes.length - delimiter.length + 1);
    if (!(await buffer.more())) {
      throw new DicomWebError(
        'network',
        'The answer of the archive ends within a part: the connection broke.',
      );
    }
  }
}

/** Two dashes behind a delimiter end it all; spaces and a line end behind it begin a part. */
async function isLast(buffer: Pending): Promise<boolean> {
  while (buffer.bytes.length < 2 && (await buffer.more()));
  return buffer.bytes[0] === DASH && buffer.bytes[1] === DASH;
}

async function skipHeader(buffer: Pending): Promise<void> {
  const end = Uint8Array.of(CR, LF, CR, LF);
  for (;;) {
    const at = indexOf(buffer.bytes, end, 0);
    if (at >= 0) return buffer.drop(at + end.length);
    if (buffer.bytes.length > MAXIMUM_HEADER || !(await buffer.more())) {
      throw new DicomWebError('corrupt', "The answer of the archive has a part whose header doesn't end.");
    }
  }
}

/** What has come and is not used up. */
class Pending {
  #store = new Uint8Array(1 << 16);
  #start = 0;
  #end = 0;
  readonly #chunks: AsyncIterator<Uint8Array>;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  get bytes(): Uint8Array {
    return this.#store.subarray(this.#start, this.#end);
  }

  push(chunk: Uint8Array): void {
    const length = this.#end - this.#start;
    if (this.#end + chunk.length > this.#store.length) {
      const store =
        length + chunk.length > this.#store.length
          ? new Uint8Array(2 * (length + chunk.length))
          : this.#store;
      store.set(this.bytes);
      this.#store = store;
      this.#start = 0;
      this.#end = length;
    }
    this.#store.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  async more(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done) return false;
    this.push(next.value);
    return true;
  }

  /** Whoever reads no further says so, and the connection is closed. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  drop(count: number): void {
    this.#start += count;
  }

  /** A copy, as the store is used again. */
  take(count: number): Uint8Array {
    const taken = this.#store.slice(this.#start, this.#start + count);
    this.drop(count);
    return taken;
  }
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const last = bytes.length - wanted.length;
  for (
    let at = bytes.indexOf(wanted[0], from);
    at >= 0 && at <= last;
    at = bytes.indexOf(wanted[0], at + 1)
  ) {
    let same = 1;
    while (same < wanted.length && bytes[at + same] === wanted[same]) same++;
    if (same === wanted.length) return at;
  }
  return -1;
}

/** A body of parts, each a DICOM file, and its content type. */
export function multipartOf(files: readonly Uint8Array[]): {
  body: Uint8Array<ArrayBuffer>;
  contentType: string;
} {
  const boundary = unusedBoundary(files);
  const encoder = new TextEncoder();
  const head = encoder.encode(`\r\n--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`);
  const tail = encoder.encode(`\r\n--${boundary}--\r\n`);
  const length = files.reduce((sum, file) => sum + head.length + file.length, tail.length);
  const body = new Uint8Array(length);
  let at = 0;
  const add = (part: Uint8Array) => {
    body.set(part, at);
    at += part.length;
  };
  for (const file of files) {
    add(head);
    add(file);
  }
  add(tail);
  return { body, contentType: `multipart/related; type="application/dicom"; boundary=${boundary}` };
}

/** One that stands in no file. */
function unusedBoundary(files: readonly Uint8Array[]): string {
  for (;;) {
    const boundary = `miniseg-${crypto.randomUUID()}`;
    const bytes = new TextEncoder().encode(boundary);
    if (files.every((file) => indexOf(file, bytes, 0) < 0)) return boundary;
  }
}
