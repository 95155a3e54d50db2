import { crc32 } from '@miniseg/checkpoints/safetensors';
import { Gunzip, Inflate, Unzlib } from 'fflate';
import { FormatError } from '../errors.js';
import { nativeInflate } from './native-inflate.js';
import { formatBytes } from './text.js';

export type CompressedFormat = 'gzip' | 'zlib' | 'raw';

export interface InflateOptions {
  /** Bytes that the result must have at least, known from the file's own header. */
  expected: number;
  /** Bytes that may follow (padding, trailing elements) before the stream counts as a bomb. Default 0. */
  slack?: number;
  /** Subject of the error messages, for example 'The PNG image'. */
  what: string;
}

// A deflate stream cannot grow by more than this (RFC 1951: a 258-byte copy takes at least two bits).
const MAX_RATIO = 1032;
// Bounds what one step may add before the limit is looked at: 16 KiB in, at most 16 MiB out.
const STEP = 16 * 1024;

const DECODERS = { gzip: Gunzip, zlib: Unzlib, raw: Inflate };

/**
 * Decompresses in steps and stops at the size that the file's header allows, so that neither a bomb nor a header
 * with gigantic dimensions takes memory. Gzip's checksum is verified where the file is one member.
 *
 * @throws {FormatError} `truncated` for fewer than `expected` bytes, `corrupt` for more than `expected + slack`, a bad
 * stream or a wrong checksum
 */
export function inflate(bytes: Uint8Array, format: CompressedFormat, options: InflateOptions): Uint8Array {
  const { expected, slack = 0, what } = options;
  if (bytes.length * MAX_RATIO < expected) {
    throw new FormatError(
      'truncated',
      `${what} needs ${formatBytes(expected)}, more than its ${bytes.length} compressed bytes can hold; the file is cut off or its header is wrong.`,
    );
  }
  const whole = format === 'zlib' ? nativeInflate(bytes, expected) : undefined;
  if (whole) return whole;
  let output = new Uint8Array(expected);
  let length = 0;
  const members = run(bytes, format, what, (chunk) => {
    const end = length + chunk.length;
    if (end > expected + slack) {
      throw new FormatError(
        'corrupt',
        `${what} holds more data than its header announces (${formatBytes(expected)}).`,
      );
    }
    if (end > output.length) {
      const grown = new Uint8Array(Math.min(expected + slack, Math.max(end, 2 * output.length)));
      grown.set(output.subarray(0, length));
      output = grown;
    }
    output.set(chunk, length);
    length = end;
    return true;
  });
  if (length < expected) {
    throw new FormatError(
      'truncated',
      `${what} ends after ${length} of ${expected} bytes; the file is cut off.`,
    );
  }
  const result = output.subarray(0, length);
  if (format === 'gzip' && members === 1) checkGzipTrailer(bytes, result, what);
  return result;
}

/** The first `length` bytes, or as many as there are: enough to read a header before trusting the file. */
export function inflatePrefix(
  bytes: Uint8Array,
  format: CompressedFormat,
  length: number,
  what: string,
): Uint8Array {
  const output = new Uint8Array(length);
  let filled = 0;
  run(bytes, format, what, (chunk) => {
    const part = chunk.subarray(0, length - filled);
    output.set(part, filled);
    filled += part.length;
    return filled < length;
  });
  return output.subarray(0, filled);
}

/** Feeds the decoder until it ends or `take` says false; returns how many gzip members were seen. */
function run(
  bytes: Uint8Array,
  format: CompressedFormat,
  what: string,
  take: (chunk: Uint8Array) => boolean,
): number {
  let members = 1;
  let wanted = true;
  const decoder = new DECODERS[format]((chunk: Uint8Array) => {
    if (wanted && chunk.length > 0) wanted = take(chunk);
  });
  if (decoder instanceof Gunzip) decoder.onmember = () => members++;
  try {
    for (let offset = 0; wanted && offset < bytes.length; offset += STEP) {
      const end = Math.min(offset + STEP, bytes.length);
      decoder.push(bytes.subarray(offset, end), end === bytes.length);
    }
  } catch (cause) {
    if (FormatError.isInstance(cause)) throw cause;
    // fflate's code 0: the input ended within the stream.
    const cutOff = (cause as { code?: number }).code === 0;
    throw new FormatError(
      cutOff ? 'truncated' : 'corrupt',
      `${what} cannot be decompressed: ${cutOff ? 'the file is cut off' : (cause as Error).message}.`,
      { cause },
    );
  }
  return members;
}

function checkGzipTrailer(bytes: Uint8Array, result: Uint8Array, what: string): void {
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8, 8);
  if (
    trailer.getUint32(4, true) === result.length % 2 ** 32 &&
    trailer.getUint32(0, true) !== crc32(result)
  ) {
    throw new FormatError('corrupt', `${what} fails gzip's checksum; the file was damaged.`);
  }
}
