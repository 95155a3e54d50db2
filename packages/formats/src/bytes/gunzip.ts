import { crc32 } from '@miniseg/checkpoints/safetensors';
import { Gunzip } from 'fflate';
import { FormatError } from '../errors.js';
import { formatBytes } from './text.js';

export interface Gunzipped {
  /** The bytes that were asked for, in memory of their own. */
  content: Uint8Array;
  /** What follows them, in sentences: bytes that no reader needs. */
  notes: string[];
}

// What one step may add before the limit is looked at: 16 KiB in, at most 16 MiB out.
const STEP = 16 * 1024;
// A deflate stream cannot grow by more than this (RFC 1951: a 258-byte copy takes at least two bits).
const MAX_RATIO = 1032;
/** So far beyond the content a stream is followed to its checksum; bombs go on for longer. */
const FOLLOWED = 64 << 20;
/** A member without content, whose beginning shows that the one before it ended where it should (RFC 1952). */
const EMPTY_MEMBER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0);

/**
 * A part of the content of a gzip file whose length is known from the file's own header; nothing else is kept in
 * memory. Checksums are verified; bytes behind the
 * content, within the stream or behind it, are left out and told, as gzip, nibabel and ITK do.
 *
 * @param part the bytes from `start` to `end` of the content, which has `expected` bytes at least
 * @throws {FormatError} `truncated` where the content, or the checksum behind it, is not all there; `corrupt` for a bad
 * stream or a wrong checksum
 */
export function gunzip(
  bytes: Uint8Array,
  { start, end, expected }: { start: number; end: number; expected: number },
  what: string,
): Gunzipped {
  if (bytes.length * MAX_RATIO < expected) {
    throw new FormatError(
      'truncated',
      `${what} needs ${formatBytes(expected)}, more than its ${bytes.length} compressed bytes can hold; the file is cut off or its header is wrong.`,
    );
  }
  const content = new Uint8Array(end - start);
  const state = { length: 0, checksum: 0, member: 0, closing: false };
  const members: { end: number; checksum: number; length: number }[] = [];
  const decoder = new Gunzip((chunk: Uint8Array) => {
    if (state.closing || chunk.length === 0) return;
    const at = state.length;
    const part = chunk.subarray(Math.max(0, start - at), Math.max(0, end - at));
    if (part.length > 0) content.set(part, Math.max(0, at - start));
    state.length += chunk.length;
    state.checksum = crc32(chunk, state.checksum);
    state.member += chunk.length;
  });
  decoder.onmember = (end) => {
    members.push({ end, checksum: state.checksum, length: state.member });
    Object.assign(state, { checksum: 0, member: 0 });
  };
  let bad: Error | undefined;
  try {
    for (let at = 0; at < bytes.length && state.length <= expected + FOLLOWED; at += STEP) {
      decoder.push(bytes.subarray(at, at + STEP));
    }
    state.closing = true;
    if (state.length <= expected + FOLLOWED) decoder.push(EMPTY_MEMBER);
  } catch (cause) {
    bad = cause as Error;
  }
  for (const member of members) {
    if (!trailerAt(bytes, member.end - 8, member)) throw damaged(what);
  }
  const notes: string[] = [];
  if (state.length > expected + FOLLOWED) notes.push('Its checksum was not looked at.');
  else if (members.at(-1)?.end !== bytes.length) {
    // The last member did not end with the file: it is cut off, damaged, or something stands behind it.
    if (state.length < expected) throw incomplete(what, state.length, expected, bad);
    const rest =
      state.member === 0 && members.length > 0
        ? bytes.length - (members.at(-1)?.end ?? 0)
        : behindTrailer(bytes, { checksum: state.checksum, length: state.member });
    if (rest === undefined) throw noTrailer(bytes, { checksum: state.checksum, length: state.member }, what);
    notes.push(`${rest} byte(s) behind its gzip stream were left out.`);
  }
  if (state.length < expected) throw incomplete(what, state.length, expected, bad);
  if (state.length > expected) {
    const more = state.length > expected + FOLLOWED ? 'more than ' : '';
    notes.unshift(
      `${more}${formatBytes(Math.min(state.length - expected, FOLLOWED))} behind its voxels were left out.`,
    );
  }
  return { content, notes: notes.map((note) => `${what}: ${note}`) };
}

/** As much of the beginning of a gzip file as can be decompressed, up to `length` bytes; never an error. */
export function gunzipBeginning(bytes: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  let filled = 0;
  const decoder = new Gunzip((chunk: Uint8Array) => {
    const part = chunk.subarray(0, length - filled);
    output.set(part, filled);
    filled += part.length;
  });
  try {
    // Small steps at first, so that a damaged end of a small file does not hide its beginning.
    for (
      let at = 0, step = 64;
      at < bytes.length && filled < length;
      at += step, step = Math.min(2 * step, STEP)
    ) {
      decoder.push(bytes.subarray(at, at + step));
    }
  } catch {
    // What was decompressed before the damage is all there is.
  }
  return output.subarray(0, filled);
}

interface Trailer {
  checksum: number;
  length: number;
}

function trailerBytes({ checksum, length }: Trailer): Uint8Array {
  const trailer = new Uint8Array(8);
  const view = new DataView(trailer.buffer);
  view.setUint32(0, checksum, true);
  view.setUint32(4, length % 2 ** 32, true);
  return trailer;
}

function trailerAt(bytes: Uint8Array, at: number, member: Trailer): boolean {
  return trailerBytes(member).every((byte, index) => bytes[at + index] === byte);
}

/** How many bytes stand behind the trailer of a member, or undefined where there is no such trailer. */
function behindTrailer(bytes: Uint8Array, member: Trailer): number | undefined {
  const [first] = trailerBytes(member);
  for (let at = bytes.lastIndexOf(first, bytes.length - 8); at >= 0; at = bytes.lastIndexOf(first, at - 1)) {
    if (trailerAt(bytes, at, member)) return bytes.length - at - 8;
    if (at === 0) break;
  }
  return undefined;
}

function noTrailer(bytes: Uint8Array, member: Trailer, what: string): FormatError {
  const trailer = trailerBytes(member);
  for (let present = 7; present > 0; present--) {
    const tail = bytes.subarray(bytes.length - present);
    if (tail.every((byte, index) => byte === trailer[index])) {
      return new FormatError(
        'truncated',
        `${what} ends within gzip's checksum: the last ${8 - present} byte(s) are missing, and what else cannot be known; the file is cut off. Copy it again.`,
      );
    }
  }
  return new FormatError(
    'truncated',
    `${what} has no gzip checksum that fits its content; the file is cut off or damaged. Copy it again.`,
  );
}

function damaged(what: string): FormatError {
  return new FormatError('corrupt', `${what} fails gzip's checksum; the file was damaged.`);
}

function incomplete(what: string, length: number, expected: number, cause: Error | undefined): FormatError {
  // fflate's code 3 is a bad block, which no end of a file makes.
  const bad = cause !== undefined && 'code' in cause && [1, 2, 3].includes(cause.code as number);
  if (bad) {
    return new FormatError('corrupt', `${what} cannot be decompressed: ${cause.message}.`, { cause });
  }
  return new FormatError(
    'truncated',
    `${what} ends after ${length} of ${expected} bytes; the file is cut off.`,
    { cause },
  );
}
