import { FormatError } from '../errors.js';

/**
 * DICOM's run-length coding (PS3.5, annex G): one segment per byte of a pixel, most significant byte first, each
 * packed as by PackBits.
 *
 * @param pixelBytes bytes of one pixel over all its samples
 * @param sampleBytes bytes of one sample
 * @returns little-endian samples, interleaved by pixel
 * @throws {FormatError} `corrupt` or `truncated`
 */
export function decodeRle(
  bytes: Uint8Array,
  pixels: number,
  pixelBytes: number,
  sampleBytes: number,
): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const segments = bytes.length >= 64 ? view.getUint32(0, true) : 0;
  if (segments !== pixelBytes) {
    throw new FormatError(
      'corrupt',
      `The RLE frame has ${segments} segment(s); its pixels need ${pixelBytes}.`,
    );
  }
  // Two bytes make at most 128.
  if (bytes.length * 64 < pixels * pixelBytes) {
    throw new FormatError(
      'truncated',
      `The RLE frame of ${bytes.length} bytes cannot hold ${pixels} pixels; it is cut off.`,
    );
  }
  const output = new Uint8Array(pixels * pixelBytes);
  for (let segment = 0; segment < segments; segment++) {
    const start = view.getUint32(4 + 4 * segment, true);
    const next = segment + 1 < segments ? view.getUint32(8 + 4 * segment, true) : bytes.length;
    if (start < 64 || start > next || next > bytes.length) {
      throw new FormatError(
        'corrupt',
        `The RLE frame's segment ${segment} lies at ${start} to ${next} of ${bytes.length} bytes.`,
      );
    }
    const sample = Math.floor(segment / sampleBytes);
    const significance = sampleBytes - 1 - (segment % sampleBytes);
    const filled = unpack(
      bytes.subarray(start, next),
      output,
      sample * sampleBytes + significance,
      pixelBytes,
      pixels,
    );
    if (filled < pixels) {
      throw new FormatError(
        'truncated',
        `The RLE frame's segment ${segment} holds ${filled} of ${pixels} bytes.`,
      );
    }
  }
  return output;
}

function unpack(packed: Uint8Array, output: Uint8Array, first: number, step: number, count: number): number {
  let filled = 0;
  let at = 0;
  while (at < packed.length && filled < count) {
    const control = packed[at++];
    if (control === 128) continue;
    const literal = control < 128;
    const wanted = Math.min(literal ? control + 1 : 257 - control, count - filled);
    const length = literal ? Math.min(wanted, packed.length - at) : at < packed.length ? wanted : 0;
    for (let index = 0; index < length; index++) {
      output[first + (filled + index) * step] = packed[literal ? at + index : at];
    }
    filled += length;
    at += literal ? control + 1 : 1;
  }
  return filled;
}
