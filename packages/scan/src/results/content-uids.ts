/**
 * Identifiers for a DICOM object that follow from what it holds, so that writing it twice gives the same bytes: UIDs
 * made of a UUID (DICOM PS3.5, B.2) of version 8, which is free in how its bits are chosen (RFC 9562, 5.8), from a
 * SHA-256.
 *
 * @returns A function that gives another one with each call; undefined where the browser offers no hash, which it does
 *   on https, localhost and the disk alone.
 */
export async function contentUids(about: string, data: Uint8Array): Promise<(() => string) | undefined> {
  const { subtle } = globalThis.crypto ?? {};
  if (!subtle) return undefined;
  // Shared memory is refused, and a copy of all labels takes its time.
  const own = data.buffer instanceof ArrayBuffer ? (data as Uint8Array<ArrayBuffer>) : new Uint8Array(data);
  const inner = await subtle.digest('SHA-256', own);
  const words = new TextEncoder().encode(about);
  const all = new Uint8Array(32 + words.length);
  all.set(new Uint8Array(inner));
  all.set(words, 32);
  const seed = new DataView(await subtle.digest('SHA-256', all)).getBigUint64(0);
  const low = new DataView(inner).getBigUint64(8);
  let count = 0n;
  return () => {
    const high = (seed & ~0xf000n) | 0x8000n;
    const node = (BigInt.asUintN(62, low + count++ * 0x9e3779b97f4a7c15n) | (1n << 63n)) & ~(1n << 62n);
    return `2.25.${(high << 64n) | node}`;
  };
}
