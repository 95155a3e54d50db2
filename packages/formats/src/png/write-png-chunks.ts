import { crc32 } from '@miniseg/checkpoints/safetensors';
import type { Raster } from '../volume/raster.js';
import { PNG_SIGNATURE } from './png-chunks.js';

const COLOR_TYPE = { 1: 0, 2: 4, 3: 2, 4: 6 } as const;

/** Everything before the pixels of a PNG file. */
export function pngBeginning(
  { width, height, channels, palette }: Omit<Raster, 'data' | 'maxValue'>,
  depth: 8 | 16,
): Uint8Array[] {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = depth;
  header[9] = palette ? 3 : COLOR_TYPE[channels];
  const chunks = [PNG_SIGNATURE, pngChunk('IHDR', header)];
  if (palette) chunks.push(pngChunk('PLTE', palette));
  return chunks;
}

/** A chunk with its length and checksum. */
export function pngChunk(type: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(body.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  for (let index = 0; index < 4; index++) bytes[4 + index] = type.charCodeAt(index);
  bytes.set(body, 8);
  view.setUint32(8 + body.length, crc32(bytes.subarray(4, 8 + body.length)));
  return bytes;
}
