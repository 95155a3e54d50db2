import { check } from './check-options.js';

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++)
    remainder = remainder & 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1;
  return remainder;
});

/** The CRC-32 of PNG chunks, gzip and zip (ISO 3309). `previous` continues the sum of the bytes before. */
export function crc32(bytes: Uint8Array, previous = 0): number {
  check(bytes instanceof Uint8Array, 'The bytes', bytes, 'they are a Uint8Array');
  check(Number.isInteger(previous), 'previous', previous, 'it is the sum of the bytes before');
  let crc = ~previous;
  for (let index = 0; index < bytes.length; index++) {
    crc = TABLE[(crc ^ bytes[index]) & 0xff] ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}
