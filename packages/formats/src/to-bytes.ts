import { FormatError } from './errors.js';

/** What holds the bytes of a file: a Uint8Array (a Buffer is one), or what `file.arrayBuffer()` gives. */
export type FileBytes = Uint8Array | ArrayBufferLike | DataView;

/** The same, or a Blob, File or Response, which asynchronous functions read themselves. */
export type FileSource = FileBytes | { arrayBuffer(): Promise<ArrayBuffer> };

/**
 * @param call what the user called, for the message
 * @throws {FormatError} `invalid-argument` for anything that holds no bytes of a file
 */
export function toBytes(call: string, input: FileBytes): Uint8Array {
  const found = bytesOf(input);
  if (found) return found;
  const cure = hasArrayBuffer(input)
    ? 'read it first, with new Uint8Array(await it.arrayBuffer())'
    : 'give a Uint8Array or an ArrayBuffer';
  throw new FormatError(
    'invalid-argument',
    `${call} takes the bytes of a file, and got ${described(input)}; ${cure}.`,
  );
}

/** As {@link toBytes}, reading what has to be read. */
export async function toBytesAsync(call: string, input: FileSource): Promise<Uint8Array> {
  return toBytes(
    call,
    hasArrayBuffer(input) && !bytesOf(input) ? await input.arrayBuffer() : (input as FileBytes),
  );
}

function bytesOf(input: unknown): Uint8Array | undefined {
  const kind = Object.prototype.toString.call(input).slice(8, -1);
  if (kind === 'ArrayBuffer') return new Uint8Array(input as ArrayBuffer);
  // Memory that another thread may change is copied, as text decoders refuse it.
  if (kind === 'SharedArrayBuffer') return new Uint8Array(new Uint8Array(input as SharedArrayBuffer));
  if (kind !== 'Uint8Array' && kind !== 'Uint8ClampedArray' && kind !== 'DataView') return undefined;
  const { buffer, byteOffset, byteLength } = input as Uint8Array;
  const shared = Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';
  if (kind === 'Uint8Array' && !shared) return input as Uint8Array;
  const view = new Uint8Array(buffer, byteOffset, byteLength);
  return shared ? new Uint8Array(view) : view;
}

function hasArrayBuffer(input: unknown): input is { arrayBuffer(): Promise<ArrayBuffer> } {
  return typeof (input as { arrayBuffer?: unknown } | null | undefined)?.arrayBuffer === 'function';
}

/** A value in a few words, for messages. */
export function described(value: unknown): string {
  if (typeof value === 'string') return `the text '${value.slice(0, 40)}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  return kind === 'Object'
    ? `an object with ${Object.keys(value).slice(0, 6).join(', ') || 'nothing in it'}`
    : `a ${kind}`;
}
