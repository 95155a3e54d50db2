import { crc32 } from '@miniseg/checkpoints/safetensors';
import { asciiAt } from '../bytes/text.js';
import { FormatError } from '../errors.js';

export const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

export interface PngChunks {
  header: Uint8Array;
  palette?: Uint8Array;
  /** The IDAT chunks: parts of one zlib stream. */
  parts: Uint8Array[];
}

/**
 * The chunks that an image needs. Others (text, profiles, animation) are stepped over unread, so that nothing in
 * them can be decompressed or believed.
 *
 * @throws {FormatError} `truncated`, or `corrupt` for a wrong checksum, no header, or no image data
 */
export function readPngChunks(bytes: Uint8Array): PngChunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: Uint8Array | undefined;
  let palette: Uint8Array | undefined;
  const image: Uint8Array[] = [];
  let offset = PNG_SIGNATURE.length;
  for (let type = ''; type !== 'IEND'; ) {
    if (offset + 12 > bytes.length) throw cutOff(type);
    const length = view.getUint32(offset);
    if (offset + 12 + length > bytes.length) throw cutOff(asciiAt(bytes, offset + 4, 4));
    type = asciiAt(bytes, offset + 4, 4);
    const body = bytes.subarray(offset + 8, offset + 8 + length);
    if (type === 'IHDR' || type === 'PLTE' || type === 'IDAT') {
      if (crc32(bytes.subarray(offset + 4, offset + 8 + length)) !== view.getUint32(offset + 8 + length)) {
        throw new FormatError(
          'corrupt',
          `The PNG file's ${type} chunk fails its checksum; the file was damaged.`,
        );
      }
      if (type === 'IHDR') header = body;
      else if (type === 'PLTE') palette = body;
      else image.push(body);
    }
    offset += 12 + length;
  }
  if (header?.length !== 13 || image.length === 0) {
    throw new FormatError('corrupt', 'The PNG file has no header or no image data (IHDR, IDAT).');
  }
  return { header, palette, parts: image };
}

function cutOff(type: string): FormatError {
  return new FormatError(
    'truncated',
    `The PNG file ends within or after its chunk '${type}'; it is cut off.`,
  );
}
