import { crc32 } from '@miniseg/checkpoints/safetensors';
import { inflate } from '../bytes/inflate.js';
import { checkAnnounced } from '../bytes/limits.js';
import { FormatError } from '../errors.js';

const END = 0x06054b50;
const END_64 = 0x06064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

/** An entry of a zip archive, not decompressed yet. */
export interface ZipEntry {
  name: string;
  size: number;
  read(): Uint8Array;
}

/** True for the signature of a zip archive with at least one entry. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/**
 * The entries that a zip archive's directory lists. An entry is decompressed when it is read, up to the size that
 * the directory gives and no further, and its checksum is verified. Zip64 sizes are understood, encryption is not.
 *
 * @throws {FormatError} `truncated`, `corrupt`, `too-large`, `unsupported`
 */
export function readZip(bytes: Uint8Array, maxBytes?: number): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { count, offset } = findDirectory(view);
  const entries: ZipEntry[] = [];
  for (let at = offset; entries.length < count; ) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL) {
      throw new FormatError(
        'corrupt',
        `The zip archive lists ${count} entries, and only ${entries.length} are there.`,
      );
    }
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) =>
      view.getUint16(at + field, true),
    );
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    entries.push(entryAt(bytes, view, at, name, nameLength, extraLength, maxBytes));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

function findDirectory(view: DataView): { count: number; offset: number } {
  // The end record is last, but for a comment of at most 65535 bytes.
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 65535); at--) {
    if (view.getUint32(at, true) !== END) continue;
    const count = view.getUint16(at + 10, true);
    const offset = view.getUint32(at + 16, true);
    if (count !== 0xffff && offset !== 0xffffffff) return { count, offset };
    const record = at >= 20 ? Number(view.getBigUint64(at - 12, true)) : view.byteLength;
    if (record + 56 > view.byteLength || view.getUint32(record, true) !== END_64) {
      throw new FormatError(
        'corrupt',
        'The zip archive is of the 64-bit kind and its directory is not where it says.',
      );
    }
    return {
      count: Number(view.getBigUint64(record + 32, true)),
      offset: Number(view.getBigUint64(record + 48, true)),
    };
  }
  throw new FormatError('truncated', 'The zip archive has no directory at its end; the file is cut off.');
}

function entryAt(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  name: string,
  nameLength: number,
  extraLength: number,
  maxBytes: number | undefined,
): ZipEntry {
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const checksum = view.getUint32(at + 16, true);
  const extra = zip64Values(view, at + 46 + nameLength, extraLength);
  // Fields that are full stand in the extra field instead, in this order.
  const [size, compressed, local] = [24, 20, 42].map((field) => {
    const value = view.getUint32(at + field, true);
    return value === 0xffffffff ? (extra.shift() ?? value) : value;
  });
  const read = (): Uint8Array => {
    const what = `The archive's entry '${name}'`;
    if (size > 0) checkAnnounced(size, maxBytes, what);
    if ((flags & 1) !== 0 || (method !== 0 && method !== 8)) {
      throw new FormatError(
        'unsupported',
        `${what} is encrypted or compressed by method ${method}; stored and deflated entries can be read.`,
      );
    }
    const start =
      local + 30 <= bytes.length && view.getUint32(local, true) === LOCAL
        ? local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
        : Number.POSITIVE_INFINITY;
    if (start + compressed > bytes.length)
      throw new FormatError('truncated', `${what} lies beyond the end of the file.`);
    const body = bytes.subarray(start, start + compressed);
    const content = method === 0 ? body : inflate(body, 'raw', { expected: size, what });
    if (content.length !== size || crc32(content) !== checksum) {
      throw new FormatError('corrupt', `${what} fails its checksum; the file was damaged.`);
    }
    return content;
  };
  return { name, size, read };
}

function zip64Values(view: DataView, start: number, length: number): number[] {
  const values: number[] = [];
  const end = Math.min(start + length, view.byteLength);
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    const last = Math.min(end, at + 4 + view.getUint16(at + 2, true));
    for (let field = at + 4; field + 8 <= last; field += 8)
      values.push(Number(view.getBigUint64(field, true)));
  }
  return values;
}
