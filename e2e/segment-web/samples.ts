/** Files made for the tests: what nobody has lying about. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chestPhantom, phantomSlice8bit } from '@miniseg/data';
import { encodePng, writeNifti } from '@miniseg/formats';
import type { MemoryFile } from './app.js';

const example = createRequire(fileURLToPath(new URL('../../apps/segment-web/package.json', import.meta.url)));
const { zipSync, unzipSync } = example('fflate') as {
  zipSync(files: Record<string, Uint8Array>, options: { level: 1 }): Uint8Array;
  unzipSync(archive: Uint8Array): Record<string, Uint8Array>;
};
const { encode: encodeJpeg } = createRequire(
  fileURLToPath(new URL('../../packages/formats/package.json', import.meta.url)),
)('jpeg-js') as {
  encode(picture: { width: number; height: number; data: Uint8Array }, quality: number): { data: Uint8Array };
};

export const unzip = unzipSync;

const file = (name: string, bytes: Uint8Array): MemoryFile => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(bytes),
});

export function phantomPng(name: string, seed: number, size = 128): MemoryFile {
  const { image, width, height } = phantomSlice8bit({ seed, size });
  return file(name, encodePng({ width, height, channels: 1, data: image, maxValue: 255 }));
}

/** As a viewer exports it: grey in three channels, compressed with loss. */
export function phantomJpeg(name: string, seed: number, size = 128, tint?: 'red'): MemoryFile {
  const { image, width, height } = phantomSlice8bit({ seed, size });
  const data = Uint8Array.from({ length: 4 * image.length }, (_, at) => {
    const channel = at % 4;
    return channel === 3 || (channel === 0 && tint) ? 255 : image[at >> 2];
  });
  return file(name, encodeJpeg({ width, height, data }, 92).data);
}

/** A small patient as the two files of a NIfTI pair. */
export function phantomPair(stem: string): [header: MemoryFile, image: MemoryFile] {
  const { volume } = chestPhantom({ seed: 5, slices: 3, size: 96, lesions: { groundGlass: 8 } });
  const whole = writeNifti(volume, { gzip: false });
  const header = whole.slice(0, 348);
  // The magic of a pair, 'ni1', and voxels from the beginning of the other file (NIfTI-1, vox_offset and magic).
  header[345] = 'i'.charCodeAt(0);
  new DataView(header.buffer).setFloat32(108, 0, true);
  return [file(`${stem}.hdr`, header), file(`${stem}.img`, whole.slice(352))];
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
