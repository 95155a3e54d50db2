/** Files made for the tests: what nobody has lying about. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chestPhantom, encodePng, phantomSlice8bit, writeNifti } from '@miniseg/data';
import type { MemoryFile } from './app.js';

const example = createRequire(
  fileURLToPath(new URL('../../examples/segment-web/package.json', import.meta.url)),
);
const { zipSync } = example('fflate') as {
  zipSync(files: Record<string, Uint8Array>, options: { level: 1 }): Uint8Array;
};

const file = (name: string, bytes: Uint8Array): MemoryFile => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(bytes),
});

export function phantomPng(name: string, seed: number, size = 128): MemoryFile {
  const { image, width, height } = phantomSlice8bit({ seed, size });
  return file(name, encodePng({ width, height, channels: 1, data: image, maxValue: 255 }));
}

/** A small patient and its true mask. */
export function phantomVolume(
  slices = 6,
  size = 96,
): { scan: MemoryFile; mask: MemoryFile; truth: Uint8Array } {
  const { volume, masks } = chestPhantom({ seed: 5, slices, size, lesions: { groundGlass: 8 } });
  return {
    scan: file('phantom.nii.gz', writeNifti(volume)),
    mask: file('truth.nii.gz', writeNifti({ ...volume, data: masks.infection }, { labels: true })),
    truth: masks.infection,
  };
}

export function zipOf(name: string, files: Record<string, Uint8Array>): MemoryFile {
  return file(name, zipSync(files, { level: 1 }));
}

/** The beginning of a PNG: copied from a stick that was pulled out. */
export function brokenPng(name: string): MemoryFile {
  const whole = phantomPng(name, 1);
  return { ...whole, buffer: whole.buffer.subarray(0, 900) };
}

/** A header that promises 20,000 x 20,000 x 2,000 voxels. */
export function hugeNifti(name: string): MemoryFile {
  const bytes = new Uint8Array(writeNifti(chestPhantom({ size: 32, slices: 1 }).volume, { gzip: false }));
  const view = new DataView(bytes.buffer);
  for (const [axis, length] of [20_000, 20_000, 2_000].entries()) view.setInt16(42 + 2 * axis, length, true);
  return file(name, bytes);
}
