import { randomBytes } from 'node:crypto';

let last = 0;

/** A UUID of version 7 (RFC 9562, 5.7): later ones are larger, so that equally urgent jobs are done in their order. */
export function ticketId(): string {
  // In 1/4096 of a millisecond, of which no two are the same in this process.
  last = Math.max(last + 1, Date.now() * 4096);
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Math.floor(last / 4096), 0, 6);
  bytes.writeUInt16BE(0x7000 | (last % 4096), 6);
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
