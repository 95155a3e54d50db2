/** Files that announce much: what is computed within the memory that is allowed, and what is refused before it is read. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { encodePng, writeNpy } from '@miniseg/formats';
import { expect, it } from 'vitest';
import { pngBeginning, pngChunk } from '../../../formats/src/png/write-png-chunks.js';
import { segmentFolder } from '../../test/segment-folder.js';

const { at, put, segment, picture, report } = segmentFolder();

/** Runs the built command line, as its memory is that of a process of its own. */
function run(...args: string[]): { code: number | null; stderr: string; megabytes: number } {
  const bin = path.resolve(import.meta.dirname, '../../bin/miniseg.js');
  const counted = `process.on('exit', () => process.stderr.write('\\nrss ' + process.resourceUsage().maxRSS));`;
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(counted)}`, bin, ...args],
    { encoding: 'utf8' },
  );
  const megabytes = Number(/\nrss (\d+)/.exec(stderr)?.[1]) / 1024;
  return { code: status, stderr, megabytes };
}
const segmented = (file: string, ...options: string[]) =>
  run('segment', at(file), '--weights', at('weights.safetensors'), '--out', at('out'), ...options);

function nifti(dims: [number, number, number], bytes: number): Uint8Array {
  const file = Buffer.alloc(352 + bytes * dims[0] * dims[1] * dims[2]);
  file.writeInt32LE(348, 0);
  file.writeInt16LE(3, 40);
  for (const [i, side] of [...dims, 1, 1, 1, 1].entries()) file.writeInt16LE(side, 42 + 2 * i);
  file.writeInt16LE({ 1: 2, 2: 4, 8: 64 }[bytes] as number, 70);
  file.writeInt16LE(8 * bytes, 72);
  for (let i = 0; i < 4; i++) file.writeFloatLE(1, 76 + 4 * i);
  file.writeFloatLE(352, 108);
  file.write('n+1\0', 344, 'latin1');
  file[400 % file.length] = 200;
  return gzipSync(file);
}

/** A black PNG with pixels of one bit, or of eight. */
function flat(width: number, height: number, bits: 1 | 8): Uint8Array {
  const [signature, header] = pngBeginning({ width, height, channels: 1 }, 8);
  const data = header.slice(8, 21);
  data[8] = bits;
  const rows = Buffer.alloc((1 + Math.ceil((width * bits) / 8)) * height);
  const chunks = [
    pngChunk('IHDR', data),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', new Uint8Array(0)),
  ];
  return Buffer.concat([signature, ...chunks]);
}

it.each([
  ['slices of one pixel', 'a.nii.gz', nifti([1, 1, 32767], 1), /32767 x 1 x 1 values.*--max-work \d+/],
  [
    'a volume that inflates a thousandfold',
    'a.nii.gz',
    nifti([512, 512, 250], 2),
    /250 x 512 x 512 .* MiB .*--max-memory/,
  ],
  ['many slices of zeros', 'a.nii.gz', nifti([256, 256, 300], 1), /300 x 256 x 256 values.*--max-work/],
  ['a picture of 900 megapixels', 'a.png', flat(30_000, 30_000, 1), /1 x 30000 x 30000 values.*--max-work/],
  [
    'an array',
    'a.npy',
    writeNpy({ data: new Uint8Array(40e6), shape: [40_000_000, 1] }).slice(0, 1e6),
    /40000000 x 1 .*MiB|cut off|needs/,
  ],
])('%s: refused at once, with the cure', async (_title, name, bytes, message) => {
  expect(bytes.length).toBeLessThanOrEqual(2 ** 20);
  await put(name, bytes);
  const { code, stderr, megabytes } = segmented(name);
  expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
  expect(megabytes).toBeLessThan(400);
});

it('a picture that is large goes row by row, with the mask of the whole', async () => {
  const [width, height] = [9000, 3800];
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data[y * width + x] = ((x >> 5) * 7 + (y >> 4) * 3) & 255;
  await put('large.png', encodePng({ width, height, channels: 1, data, maxValue: 255 }));
  const { code, stderr, megabytes } = segmented('large.png', '--size', '96', '--max-memory', '300M');
  expect([code, stderr]).toEqual([0, expect.stringMatching(/overlay shows every 5th pixel/)]);
  expect(megabytes).toBeLessThan(350);
  const mask = await picture('large.png');
  const { slices } = await report();
  expect(slices[0]).toMatchObject({ width, height, pixels: mask.data.filter((value) => value > 0).length });
  // The same by way of what is held as a whole: the plain graph has no rows.
  const other = await segment(
    'large.png',
    '--size',
    '96',
    '--engine',
    'plain',
    '--overwrite',
    '--max-memory',
    '4G',
  );
  expect(other.code).toBe(0);
  const expected = await picture('large.png');
  let unlike = 0;
  for (let i = 0; i < mask.data.length; i++) if (mask.data[i] !== expected.data[i]) unlike++;
  // Kernels of another engine round otherwise.
  expect(unlike / mask.data.length).toBeLessThan(1e-4);
}, 120_000);

it('--max-memory that is too small for the picture says how much it takes', async () => {
  await put('a.png', flat(3000, 3000, 8));
  const { code, stderr } = await segment('a.png', '--max-memory', '250M');
  expect([code, stderr]).toEqual([1, expect.stringMatching(/1 x 3000 x 3000 values.* MiB .*--max-memory/)]);
});

it('rows beyond those of a header, and interlacing, are told', async () => {
  await put(
    'a.png',
    Buffer.concat([
      ...pngBeginning({ width: 9000, height: 9000, channels: 1 }, 8),
      pngChunk('IDAT', new Uint8Array(99)),
      pngChunk('IEND', new Uint8Array(0)),
    ]),
  );
  const { code, stderr } = await segment('a.png', '--max-work', '100');
  expect([code, stderr]).toEqual([1, expect.stringMatching(/more than its 99 compressed bytes can hold/)]);
});
