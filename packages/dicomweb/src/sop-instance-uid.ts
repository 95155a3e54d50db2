/** Which object the bytes of a DICOM file are, by its meta information (PS3.10, 7.1), which is in one syntax always. */

const META = 0x0002;
const MEDIA_STORAGE_SOP_INSTANCE_UID = 0x0003;
const FIRST = 132;
/** Types whose length takes 4 bytes, behind 2 that are reserved; of those that meta information may hold. */
const LONG = new Set(['OB', 'UN', 'UT', 'SQ', 'OW']);

/** @returns undefined for bytes without meta information, such as no DICOM file at all. */
export function sopInstanceUid(bytes: Uint8Array): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ascii = (from: number, length: number) =>
    String.fromCharCode(...bytes.subarray(from, Math.min(from + length, from + 64)));
  if (bytes.length < FIRST + 8 || ascii(FIRST - 4, 4) !== 'DICM') return undefined;
  for (let at = FIRST; at + 12 <= bytes.length && view.getUint16(at, true) === META; ) {
    const element = view.getUint16(at + 2, true);
    const isLong = LONG.has(ascii(at + 4, 2));
    const length = isLong ? view.getUint32(at + 8, true) : view.getUint16(at + 6, true);
    const start = at + (isLong ? 12 : 8);
    if (element === MEDIA_STORAGE_SOP_INSTANCE_UID && start + length <= bytes.length) {
      return ascii(start, length).replace(/[\0 ]+$/, '') || undefined;
    }
    at = start + length;
  }
  return undefined;
}
