import { checkAnnounced } from '../bytes/limits.js';
import { checkOptions } from '../check-options.js';
import { FormatError } from '../errors.js';
import { type FileSource, toBytesAsync } from '../to-bytes.js';
import type { Raster } from '../volume/raster.js';
import { readJpegFrame } from './jpeg-frame.js';

// What the decoder needs for a pixel of three components: coefficients, planes and the result.
const DECODER_BYTES = 30;
// A block of 8 x 8 pixels takes a bit at least.
const PIXELS_PER_BYTE = 512;

/** Options of `decodeJpeg`. */
export interface DecodeJpegOptions {
  /** Memory that decoding may take, 30 bytes a pixel; default 1 GiB (35 megapixels). */
  maxBytes?: number;
}

/**
 * An 8-bit JPEG image, baseline or progressive, as RGB (grey images have three equal channels).
 *
 * @throws {FormatError} `truncated`, `corrupt`, `too-large`, `unsupported` (12-bit, lossless, arithmetic coding)
 * @example
 * const { width, height, data } = await decodeJpeg(bytes);
 */
export async function decodeJpeg(file: FileSource, options: DecodeJpegOptions = {}): Promise<Raster> {
  checkOptions('decodeJpeg', options, { maxBytes: 1 });
  const bytes = await toBytesAsync('decodeJpeg', file);
  const frame = readJpegFrame(bytes);
  const { width, height } = frame;
  checkAnnounced(width * height * DECODER_BYTES, options.maxBytes, 'The JPEG image, in the decoder,');
  if (frame.marker > 0xc2 || frame.precision !== 8) {
    throw new FormatError(
      'unsupported',
      `The JPEG image is ${frame.precision}-bit of type SOF${frame.marker - 0xc0}; baseline and progressive 8-bit can be read. Convert it first.`,
    );
  }
  if (!frame.complete || width * height > PIXELS_PER_BYTE * bytes.length) {
    throw new FormatError(
      'truncated',
      'The JPEG image has no end marker (ff d9), or too few bytes for its size; the file is cut off.',
    );
  }
  const { decode } = await import('jpeg-js');
  try {
    const image = decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxResolutionInMP: (width * height) / 1e6 + 1,
      maxMemoryUsageInMB: (width * height * DECODER_BYTES) / 2 ** 20 + 64,
    });
    return { width: image.width, height: image.height, channels: 3, data: image.data, maxValue: 255 };
  } catch (cause) {
    throw new FormatError(
      'corrupt',
      `The JPEG image cannot be decoded: ${(cause as Error).message ?? cause}.`,
      {
        cause,
      },
    );
  }
}
