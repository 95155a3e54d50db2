import { crc32 } from '@miniseg/checkpoints';
import { zlibSync } from 'fflate';
import { concatBytes } from '../bytes/concat.js';
import { FormatError } from '../errors.js';
import { checkRaster } from '../volume/check-raster.js';
import type { Raster } from '../volume/raster.js';
import { PNG_SIGNATURE } from './png-chunks.js';

const COLOR_TYPE = { 1: 0, 2: 4, 3: 2, 4: 6 } as const;

/**
 * A PNG file of 8- or 16-bit samples: grey, grey + alpha, RGB, RGBA, or palette indices (`palette` given).
 *
 * @throws {FormatError} `invalid-argument` where sizes do not fit or a palette index has no color
 * @example
 * encodePng({ width: 2, height: 1, channels: 1, data: Uint8Array.of(0, 255), maxValue: 255 });
 */
export function encodePng(raster: Raster): Uint8Array {
  checkRaster('encodePng', raster);
  const { width, height, channels, data, palette } = raster;
  if (palette) checkPalette(raster, palette);
  const wide = data instanceof Uint16Array;
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = wide ? 16 : 8;
  header[9] = palette ? 3 : COLOR_TYPE[channels];

  const chunks = [PNG_SIGNATURE, chunk('IHDR', header)];
  if (palette) chunks.push(chunk('PLTE', palette));
  // Neighboring samples of pictures are alike; indices are not numbers to subtract.
  const rows = filterRows(bigEndian(data), height, wide ? 2 * channels : channels, palette === undefined);
  chunks.push(chunk('IDAT', zlibSync(rows)), chunk('IEND', new Uint8Array(0)));

  return concatBytes(chunks);
}

function checkPalette({ channels, data }: Raster, palette: Uint8Array): void {
  const colors = palette.length / 3;
  let highest = 0;
  for (const index of data) highest = Math.max(highest, index);
  if (
    channels !== 1 ||
    !(data instanceof Uint8Array) ||
    !Number.isInteger(colors) ||
    colors > 256 ||
    highest >= colors
  ) {
    throw new FormatError(
      'invalid-argument',
      `A palette image needs 8-bit indices in one channel and 3 bytes for each of 1 to 256 colors; found index ${highest} and ${colors} colors.`,
    );
  }
}

function bigEndian(data: Uint8Array | Uint16Array): Uint8Array {
  if (data instanceof Uint8Array) return data;
  const bytes = new Uint8Array(data.length * 2);
  for (let index = 0; index < data.length; index++) {
    bytes[2 * index] = data[index] >> 8;
    bytes[2 * index + 1] = data[index];
  }
  return bytes;
}

/** Rows with filter 'up' (2), which compresses pictures well, or none (0). */
function filterRows(bytes: Uint8Array, height: number, pixelBytes: number, filtered: boolean): Uint8Array {
  const rowBytes = bytes.length / height;
  const rows = new Uint8Array((rowBytes + 1) * height);
  for (let row = 0; row < height; row++) {
    const source = row * rowBytes;
    const target = row * (rowBytes + 1);
    // The first row has nothing above it: difference to the left (1) instead.
    const back = row === 0 ? pixelBytes : rowBytes;
    rows[target] = filtered ? (row === 0 ? 1 : 2) : 0;
    for (let column = 0; column < rowBytes; column++) {
      const reference = row === 0 && column < pixelBytes ? 0 : bytes[source + column - back];
      rows[target + 1 + column] = bytes[source + column] - (filtered ? reference : 0);
    }
  }
  return rows;
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(body.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  for (let index = 0; index < 4; index++) bytes[4 + index] = type.charCodeAt(index);
  bytes.set(body, 8);
  view.setUint32(8 + body.length, crc32(bytes.subarray(4, 8 + body.length)));
  return bytes;
}
