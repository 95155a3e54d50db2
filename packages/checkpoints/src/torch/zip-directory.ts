/**
 * The table of contents at the end of a zip archive, with the 64-bit fields that torch.save writes, and single entries
 * without unpacking the rest.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
import { inflateSync } from 'fflate';
import type { Budget } from '../budget.js';
import { CheckpointError } from '../errors.js';
import { ByteCursor } from '../pickle/byte-cursor.js';
import { quote } from '../quote.js';

const END = 0x06054b50;
const END_BYTES = 22;
const END64_LOCATOR = 0x07064b50;
const END64_LOCATOR_BYTES = 20;
const END64 = 0x06064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const MAX_COMMENT = 0xffff;
/** Deflate cannot do better. */
const MAX_RATIO = 1032;
const MAX_ENTRIES = 1_000_000;

export interface ZipEntry {
  name: string;
  method: number;
  encrypted: boolean;
  packedBytes: number;
  bytes: number;
  localHeader: number;
}

export function readZipDirectory(file: Uint8Array): Map<string, ZipEntry> {
  const { count, start } = findDirectory(file);
  if (count > MAX_ENTRIES) throw invalidZip(`claims ${count} entries, more than ${MAX_ENTRIES}`);
  const input = new ByteCursor(file, Math.min(start, file.length));
  const entries = new Map<string, ZipEntry>();
  for (let i = 0; i < count; i++) {
    const entry = readEntry(input);
    if (entries.has(entry.name)) throw invalidZip(`has the entry ${quote(entry.name)} twice`);
    entries.set(entry.name, entry);
  }
  return entries;
}

/** The entry's content: a view of the file where it is stored, paid for by the budget where it is compressed. */
export function readZipEntry(file: Uint8Array, entry: ZipEntry, budget: Budget): Uint8Array {
  const input = new ByteCursor(file, Math.min(entry.localHeader, file.length));
  if (input.uint32() !== LOCAL) throw invalidZip(`has no entry where ${quote(entry.name)} should be`);
  input.take(22);
  const skipped = input.uint16() + input.uint16();
  input.take(skipped);
  const packed = input.take(entry.packedBytes);
  if (entry.encrypted) throw invalidZip(`has the encrypted entry ${quote(entry.name)}`);
  if (entry.method === 0 && entry.packedBytes === entry.bytes) return packed;
  if (entry.method !== 8 || entry.bytes > packed.length * MAX_RATIO) {
    throw invalidZip(
      `has the entry ${quote(entry.name)} of ${entry.bytes} bytes in ${packed.length}, packed by method ` +
        `${entry.method}, which cannot be`,
    );
  }
  budget.take(entry.bytes, `Archive entry ${quote(entry.name)}`);
  return inflateExactly(packed, entry);
}

/** One byte more than announced, so that an entry that is longer shows. */
function inflateExactly(packed: Uint8Array, { name, bytes }: ZipEntry): Uint8Array {
  let inflated: Uint8Array | undefined;
  try {
    inflated = inflateSync(packed, { out: new Uint8Array(bytes + 1) });
  } catch {
    // Reported below: fflate's own messages name neither file nor entry.
  }
  if (inflated?.length !== bytes)
    throw invalidZip(`has the entry ${quote(name)}, which does not unpack to its size`);
  return inflated;
}

function findDirectory(file: Uint8Array): { count: number; start: number } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const lowest = Math.max(0, file.length - END_BYTES - MAX_COMMENT);
  let end = file.length - END_BYTES;
  while (end >= lowest && view.getUint32(end, true) !== END) end--;
  if (end < lowest) {
    throw new CheckpointError(
      'truncated',
      'The archive has no table of contents at its end: the file is incomplete. Get it again.',
    );
  }
  const locator = end - END64_LOCATOR_BYTES;
  if (locator >= 0 && view.getUint32(locator, true) === END64_LOCATOR) {
    const at = Number(view.getBigUint64(locator + 8, true));
    const input = new ByteCursor(file, Math.min(at, file.length));
    if (input.uint32() !== END64) throw invalidZip('points to no table of contents');
    input.take(28);
    const count = input.uint64();
    input.take(8);
    return { count, start: input.uint64() };
  }
  return { count: view.getUint16(end + 10, true), start: view.getUint32(end + 16, true) };
}

function readEntry(input: ByteCursor): ZipEntry {
  if (input.uint32() !== ENTRY) throw invalidZip('has a damaged table of contents');
  input.take(4);
  const encrypted = (input.uint16() & 1) === 1;
  const method = input.uint16();
  input.take(8);
  const sizes = [input.uint32(), input.uint32()];
  const [nameBytes, extraBytes, commentBytes] = [input.uint16(), input.uint16(), input.uint16()];
  input.take(8);
  const fields = [sizes[1], sizes[0], input.uint32()];
  const name = input.utf8(nameBytes);
  const extra = new ByteCursor(input.take(extraBytes));
  input.take(commentBytes);
  const [bytes, packedBytes, localHeader] = wide(fields, extra);
  return { name, method, encrypted, packedBytes, bytes, localHeader };
}

/** Fields that are all ones stand, in this order, in the extra field 1 instead. */
function wide(fields: number[], extra: ByteCursor): number[] {
  const isWide = (value: number) => value === 0xffffffff;
  if (!fields.some(isWide)) return fields;
  while (extra.at < extra.bytes.length) {
    const [id, length] = [extra.uint16(), extra.uint16()];
    const content = new ByteCursor(extra.take(length));
    if (id === 1) return fields.map((value) => (isWide(value) ? content.uint64() : value));
  }
  throw invalidZip('announces 64-bit sizes and has none');
}

function invalidZip(what: string): CheckpointError {
  return new CheckpointError('invalid-zip', `The archive ${what}. The file is damaged; get it again.`);
}
