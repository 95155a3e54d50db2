import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encodePng } from '@miniseg/formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { maskPng } from './fixtures/mask-png.js';
import { readMask } from './read-mask.js';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-mask-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function read(png: Uint8Array) {
  const file = path.join(root, 'mask.png');
  await writeFile(file, png);
  const { labels, shape, values } = await readMask(file);
  return { labels: [...labels], shape, values };
}

/** Each pixel of `grey` as several samples. */
const interleaved = (grey: number[], samples: (value: number) => number[]) =>
  Uint8Array.from(grey.flatMap(samples));

it('grey masks keep their values and say which occur', async () => {
  expect(await read(maskPng('#.# ...'))).toEqual({
    labels: [255, 0, 255, 0, 0, 0],
    shape: [2, 3],
    values: [0, 255],
  });
});

it('a palette mask is read by its indices, not its colors', async () => {
  // Index 0 is drawn white and 1 black: only the index counts.
  const palette = Uint8Array.of(255, 255, 255, 0, 0, 0);
  expect((await read(maskPng('.1 1.', 1, { palette }))).labels).toEqual([0, 1, 1, 0]);
});

it('a palette mask of one bit per pixel, as Pillow writes it, is unpacked', async () => {
  // i = Image.new('P', (10, 2)); i.putpalette([0, 0, 0, 255, 255, 255])
  // i.putdata([(x + y) % 2 for y in range(2) for x in range(10)]); i.save('mask.png', bits=1)
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAoAAAACAQMAAABbr9+TAAAABlBMVEUAAAD///+l2Z/dAAAADklEQVR4nGMMfc0Seg0ABu0CcZxdx2YAAAAASUVORK5CYII=',
    'base64',
  );
  const { labels, shape, values } = await read(png);
  expect(labels).toEqual(Array.from({ length: 20 }, (_, i) => ((i % 10) + Math.floor(i / 10)) % 2));
  expect([shape, values]).toEqual([
    [2, 10],
    [0, 1],
  ]);
});

it('16-bit masks are read', async () => {
  const png = encodePng({
    width: 2,
    height: 1,
    channels: 1,
    data: Uint16Array.of(0, 65535),
    maxValue: 65535,
  });
  expect((await read(png)).values).toEqual([0, 65535]);
});

it.each([
  [2, (value: number) => [value, 255]],
  [3, (value: number) => [value, value, value]],
  [4, (value: number) => [value, value, value, 255]],
] as const)('grey in %i channels is read', async (channels, samples) => {
  const data = interleaved([0, 255, 0, 255], samples);
  expect((await read(maskPng('.# .#', 255, { channels, data }))).labels).toEqual([0, 255, 0, 255]);
});

it.each([
  ['colors', 3, (value: number) => [value, 0, 0]],
  ['blue alone', 3, (value: number) => [0, 0, value]],
  ['transparency', 4, (value: number) => [255, 255, 255, value]],
  ['transparency in grey', 2, (value: number) => [255, value]],
] as const)('%s are an error, not a mask', async (_, channels, samples) => {
  const data = interleaved([0, 255, 0, 255], samples);
  await expect(read(maskPng('.# .#', 255, { channels, data }))).rejects.toThrow(
    /mask\.png' is in color or transparent \(\d channels\).*overlay/,
  );
});

it('a damaged file is named', async () => {
  await expect(read(maskPng('.# .#').subarray(0, 45))).rejects.toMatchObject({
    name: 'CliError',
    message: expect.stringMatching(/mask\.png' cannot be read: .*Export it again/),
  });
});
