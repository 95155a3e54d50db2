import { concatBytes } from '../bytes/concat.js';

/** Value representations (PS3.5, section 6.2) that are written here. */
export type ValueRepresentation =
  | 'AT'
  | 'CS'
  | 'DA'
  | 'DS'
  | 'IS'
  | 'LO'
  | 'OB'
  | 'PN'
  | 'SH'
  | 'SQ'
  | 'TM'
  | 'UI'
  | 'UL'
  | 'US'
  | 'UT';

/** A data element: tag as 0xGGGGEEEE; text (values of several separated by '\\'), numbers, bytes, or items. */
export type DicomElement = [
  tag: number,
  vr: ValueRepresentation,
  value: string | number | number[] | Uint8Array | DicomElement[][],
];

const LONG_LENGTH = new Set<ValueRepresentation>(['OB', 'SQ', 'UT']);

/** A data set in explicit little-endian form, its elements in ascending order of their tags. */
export function encodeElements(elements: DicomElement[]): Uint8Array {
  const sorted = elements.slice().sort(([one], [other]) => one - other);
  return concatBytes([new Uint8Array(0), ...sorted.map(encodeElement)]);
}

function encodeElement([tag, vr, value]: DicomElement): Uint8Array {
  const body = encodeValue(tag, vr, value);
  const head = LONG_LENGTH.has(vr) ? 12 : 8;
  const bytes = new Uint8Array(head + body.length);
  const view = new DataView(bytes.buffer);
  writeTag(view, 0, tag);
  bytes[4] = vr.charCodeAt(0);
  bytes[5] = vr.charCodeAt(1);
  if (head === 12) view.setUint32(8, body.length, true);
  else view.setUint16(6, body.length, true);
  bytes.set(body, head);
  return bytes;
}

function encodeValue(tag: number, vr: ValueRepresentation, value: DicomElement[2]): Uint8Array {
  if (value instanceof Uint8Array) return padded(value, vr);
  if (vr === 'SQ') return concatBytes([new Uint8Array(0), ...(value as DicomElement[][]).map(encodeItem)]);
  if (vr === 'US' || vr === 'UL' || vr === 'AT') return encodeNumbers(vr, [value].flat() as number[]);
  const text = Array.isArray(value) ? (value as number[]).map(decimalString).join('\\') : String(value);
  const encoded = padded(new TextEncoder().encode(text), vr);
  // Elements with a 16-bit length hold no more, and nothing that is written here comes near.
  if (encoded.length > 0xfffe && !LONG_LENGTH.has(vr))
    throw new RangeError(`Element ${tag.toString(16)} is ${encoded.length} bytes long.`);
  return encoded;
}

function encodeNumbers(vr: 'US' | 'UL' | 'AT', numbers: number[]): Uint8Array {
  const width = vr === 'US' ? 2 : 4;
  const bytes = new Uint8Array(width * numbers.length);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of numbers.entries()) {
    if (vr === 'AT') writeTag(view, 4 * index, value);
    else if (vr === 'US') view.setUint16(2 * index, value, true);
    else view.setUint32(4 * index, value, true);
  }
  return bytes;
}

function encodeItem(elements: DicomElement[]): Uint8Array {
  const body = encodeElements(elements);
  const bytes = new Uint8Array(8 + body.length);
  const view = new DataView(bytes.buffer);
  writeTag(view, 0, 0xfffee000);
  view.setUint32(4, body.length, true);
  bytes.set(body, 8);
  return bytes;
}

/** Values have an even length: identifiers and bytes are padded by zero, text by a space. */
function padded(bytes: Uint8Array, vr: ValueRepresentation): Uint8Array {
  if (bytes.length % 2 === 0) return bytes;
  return concatBytes([bytes, Uint8Array.of(vr === 'UI' || vr === 'OB' ? 0 : 0x20)]);
}

/** A number in the 16 characters that a decimal string (DS) may have. */
export function decimalString(value: number): string {
  let text = String(value);
  for (let digits = 15; text.length > 16; digits--) text = String(Number(value.toPrecision(digits)));
  return text;
}

function writeTag(view: DataView, at: number, tag: number): void {
  view.setUint16(at, tag >>> 16, true);
  view.setUint16(at + 2, tag & 0xffff, true);
}
