import { FormatError } from '../errors.js';

/** What a JPEG or JPEG-LS stream says of itself. */
export interface JpegFrame {
  /** The start-of-frame marker: 0xc0 baseline, 0xc1 extended, 0xc2 progressive, 0xc3 lossless, 0xf7 JPEG-LS. */
  marker: number;
  precision: number;
  width: number;
  height: number;
  components: number;
  /** True where an end-of-image marker follows: without one the stream was cut off. */
  complete: boolean;
}

/**
 * The frame header of a JPEG (ITU T.81) or JPEG-LS (T.87) stream, so that its size can be compared with what is
 * allowed or announced elsewhere before a decoder allocates anything.
 *
 * @throws {FormatError} `truncated` or `corrupt`
 */
export function readJpegFrame(bytes: Uint8Array): JpegFrame {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) {
    throw new FormatError('corrupt', 'The JPEG stream does not begin with its marker (ff d8).');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 2;
  while (offset + 4 <= bytes.length) {
    if (bytes[offset] !== 0xff) {
      throw new FormatError('corrupt', `The JPEG stream has no marker at byte ${offset}, where one must be.`);
    }
    const marker = bytes[offset + 1];
    if (marker === 0xff) {
      offset += 1; // fill byte
    } else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      offset += 2; // no parameters
    } else if (isFrame(marker)) {
      if (offset + 10 > bytes.length) break;
      const height = view.getUint16(offset + 5);
      const width = view.getUint16(offset + 7);
      const complete = hasEnd(bytes, offset);
      return { marker, precision: bytes[offset + 4], height, width, components: bytes[offset + 9], complete };
    } else if (marker === 0xda || marker === 0xd9) {
      throw new FormatError('corrupt', 'The JPEG stream has no frame header before its data.');
    } else {
      offset += 2 + Math.max(2, view.getUint16(offset + 2));
    }
  }
  throw new FormatError('truncated', 'The JPEG stream ends before its frame header; it is cut off.');
}

// c4, c8 and cc are tables in the middle of the range of frame markers.
function isFrame(marker: number): boolean {
  const inRange = marker >= 0xc0 && marker <= 0xcf;
  return marker === 0xf7 || (inRange && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc);
}

function hasEnd(bytes: Uint8Array, from: number): boolean {
  let at = bytes.lastIndexOf(0xd9);
  while (at > from && bytes[at - 1] !== 0xff) at = bytes.lastIndexOf(0xd9, at - 1);
  return at > from;
}
