/**
 * A new unique identifier: the decimal form of a random UUID below 2.25 (PS3.5, annex B.2), which needs no
 * registration.
 */
export function createUid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return `2.25.${value}`;
}
