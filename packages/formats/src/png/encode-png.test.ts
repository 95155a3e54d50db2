import { decode } from 'fast-png';
import { zlibSync } from 'fflate';
import { expect, test } from 'vitest';
import { decodePng } from './decode-png.js';
import { encodePng, encodePngWith } from './encode-png.js';

const samples = (count: number, top: number) =>
  Array.from({ length: count }, (_, index) => (index * 7919) % (top + 1));

test.each([
  [1, 255],
  [2, 255],
  [3, 255],
  [4, 255],
  [1, 65535],
  [3, 65535],
] as const)('%i channel(s) up to %i come back exactly, here and in another decoder', (channels, maxValue) => {
  const Type = maxValue > 255 ? Uint16Array : Uint8Array;
  const raster = {
    width: 7,
    height: 5,
    channels,
    data: Type.from(samples(35 * channels, maxValue)),
    maxValue,
  };
  const file = encodePng(raster);
  expect(decodePng(file)).toEqual(raster);
  expect(decode(file, { checkCrc: true })).toMatchObject({
    width: 7,
    height: 5,
    channels,
    data: raster.data,
  });
});

test('A palette comes back with its indices', () => {
  const palette = Uint8Array.of(0, 0, 0, 220, 40, 40);
  const raster = {
    width: 2,
    height: 2,
    channels: 1 as const,
    data: Uint8Array.of(0, 1, 1, 0),
    maxValue: 255,
    palette,
  };
  const file = encodePng(raster);
  expect(decodePng(file)).toEqual(raster);
  expect(decode(file, { checkCrc: true }).palette).toEqual([
    [0, 0, 0],
    [220, 40, 40],
  ]);
});

test('Samples that do not fill the image, and indices without a color, are refused', () => {
  const raster = { width: 2, height: 2, channels: 1 as const, data: Uint8Array.of(0, 1, 2), maxValue: 255 };
  expect(() => encodePng(raster)).toThrow(/needs 4 samples, not 3/);
  const data = Uint8Array.of(0, 1, 2, 0);
  expect(() => encodePng({ ...raster, data, palette: new Uint8Array(6) })).toThrow(
    /found index 2 and 2 colors/,
  );
});

test('Every level gives the same picture, the first without compression, and others are refused', () => {
  const data = Uint8Array.from({ length: 64 * 64 }, (_, index) => (index >> 4) % 256);
  const raster = { width: 64, height: 64, channels: 1 as const, data, maxValue: 255 };
  const files = ([0, 1, 4, 6, 9] as const).map((level) => encodePng(raster, { level }));
  for (const file of files) expect(decodePng(file)).toEqual(raster);
  expect(files[0].length).toBeGreaterThan(data.length);
  expect(files[2].length).toBeLessThan(data.length / 4);
  expect(files[3]).toEqual(encodePng(raster));
  for (const level of [-1, 10, 2.5, '4'])
    expect(() => encodePng(raster, { level: level as never })).toThrow(
      /it must be a whole number from 0 to 9/,
    );
});

test('another compressor gives the same pixels', async () => {
  for (const maxValue of [255, 65535] as const) {
    const Type = maxValue > 255 ? Uint16Array : Uint8Array;
    const data = Type.from(samples(35 * 3, maxValue));
    const raster = { width: 7, height: 5, channels: 3 as const, data, maxValue };
    const file = await encodePngWith(raster, async (bytes) => zlibSync(bytes, { level: 0 }));
    expect(file.length).toBeGreaterThan(data.byteLength);
    expect(decodePng(file)).toEqual(raster);
    expect(decode(file, { checkCrc: true }).data).toEqual(raster.data);
    await expect(encodePngWith(raster, async () => 'text' as never)).rejects.toThrow(/What compress gives/);
    await expect(encodePngWith(raster, () => Promise.reject(new RangeError('full')))).rejects.toThrow(
      RangeError,
    );
  }
});
