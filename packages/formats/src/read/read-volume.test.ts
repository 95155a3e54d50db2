import fc from 'fast-check';
import { gzipSync, zipSync } from 'fflate';
import { expect, test, vi } from 'vitest';
import { FormatError } from '../errors.js';
import { archives, arrays } from '../fixtures/arrays.js';
import { dicoms, folder } from '../fixtures/dicoms.js';
import { fromBase64 } from '../fixtures/from-base64.js';
import { niftis } from '../fixtures/niftis.js';
import { pictures } from '../fixtures/pictures.js';
import { writeVolumeSafetensors } from '../safetensors/volume-safetensors.js';
import { readSlice } from './read-slice.js';
import { readVolume } from './read-volume.js';
import { recognize } from './recognize.js';

const nifti = fromBase64(niftis.int16.base64);
const dicom = fromBase64(dicoms.explicit.base64);
const files = Object.entries(folder).map(([name, text]) => ({ name, bytes: fromBase64(text) }));

test('Formats are recognized by content', async () => {
  const text = new TextEncoder().encode(
    'neither this nor that, but long enough to hold any header'.repeat(9),
  );
  expect(recognize(fromBase64(pictures.grey8.base64))).toBe('png');
  expect(recognize(fromBase64(pictures.jpegGrey.base64))).toBe('jpeg');
  expect(recognize(nifti)).toBe('nifti');
  expect(recognize(gzipSync(nifti))).toBe('nifti');
  expect(recognize(fromBase64(niftis.float32Version2.base64))).toBe('nifti');
  expect(recognize(dicom)).toBe('dicom');
  expect(recognize(fromBase64(arrays.f4.base64))).toBe('npy');
  expect(recognize(fromBase64(archives.stored))).toBe('npz');
  expect(recognize(writeVolumeSafetensors(await readVolume(nifti)))).toBe('safetensors');
  for (const bytes of [
    text,
    gzipSync(text),
    gzipSync(text).subarray(0, 30),
    new Uint8Array(0),
    new Uint8Array(1000),
  ]) {
    expect(recognize(bytes)).toBeUndefined();
  }
});

test('Every format reads to a volume of its shape', async () => {
  const shapeOf = async (bytes: Uint8Array, options = {}) => (await readVolume(bytes, options)).shape;
  expect(await shapeOf(fromBase64(pictures.rgb16.base64))).toEqual([1, 9, 13]);
  expect(await shapeOf(fromBase64(pictures.jpegColor.base64))).toEqual([1, 24, 31]);
  expect(await shapeOf(nifti)).toEqual([3, 4, 5]);
  expect(await shapeOf(dicom)).toEqual([1, 12, 16]);
  expect(await shapeOf(fromBase64(arrays.f4.base64))).toEqual([2, 3, 4]);
  expect(await shapeOf(fromBase64(archives.stored), { array: 'mask' })).toEqual([2, 3, 4]);
});

test('A palette mask gives its indices where they are asked for, and its colors as luma otherwise', async () => {
  const { base64, samples, palette = [] } = pictures.palette4;
  const labels = await readSlice(fromBase64(base64), { palette: 'indices' });
  expect(Array.from(labels.data)).toEqual(samples);
  const grey = await readSlice(fromBase64(base64));
  const weights = [0.299, 0.587, 0.114];
  const luma = samples.map((index) =>
    Math.round(weights.reduce((sum, weight, channel) => sum + weight * palette[3 * index + channel], 0)),
  );
  expect(Array.from(grey.data)).toEqual(luma);
});

test('Alpha is dropped, and grey that was stored as color keeps its values', async () => {
  const { base64, samples } = pictures.greyAlpha16;
  const { data } = await readSlice(fromBase64(base64));
  expect(Array.from(data)).toEqual(samples.filter((_, index) => index % 2 === 0));
  const { data: jpeg } = await readSlice(fromBase64(pictures.jpegGrey.base64));
  const error = pictures.jpegGrey.samples.map((value, index) => Math.abs(value - jpeg[index]));
  expect(Math.max(...error)).toBeLessThanOrEqual(2);
});

test('A volume is no slice', async () => {
  await expect(readSlice(nifti)).rejects.toMatchObject({ code: 'geometry', message: /3 slices/ });
  expect((await readSlice(fromBase64(niftis.twoDimensions.base64))).shape).toEqual([1, 4, 5]);
});

test('A header and its image are read in either order', async () => {
  const header = nifti.slice(0, 348);
  header.set([0x6e, 0x69], 344);
  new DataView(header.buffer).setFloat32(108, 0, true);
  const pair = [
    { name: 'a.img', bytes: gzipSync(nifti.slice(352)) },
    { name: 'a.hdr', bytes: header },
  ];
  for (const order of [pair, pair.toReversed()]) {
    expect(Array.from((await readVolume(order)).data)).toEqual(niftis.int16.values);
  }
});

test('A folder of several series is read by UID, and its issues are told', async () => {
  await expect(readVolume(files)).rejects.toMatchObject({
    code: 'invalid-argument',
    message: expect.stringMatching(
      /3 stacks.*498\.3 \(no description, 6 x 12 x 16\).*498\.9 \(other, 2 x 12 x 16\)/,
    ),
  });
  const onIssue = vi.fn();
  const { shape } = await readVolume(files, { series: '1.2.826.0.1.3680043.8.498.3', onIssue });
  expect(shape).toEqual([6, 12, 16]);
  expect(onIssue.mock.calls.map(([{ kind }]) => kind)).toEqual(['gap', 'duplicate', 'mixed-geometry']);
  await expect(readVolume(files, { series: '1.2.3' })).rejects.toMatchObject({ code: 'invalid-argument' });
});

test.each<[string, Parameters<typeof readVolume>[0], string]>([
  ['no files', [], 'empty'],
  ['an empty file', new Uint8Array(0), 'empty'],
  ['a foreign file', new Uint8Array(2000).fill(7), 'unknown-format'],
  [
    'two foreign files',
    [1, 2].map((byte) => ({ name: `${byte}`, bytes: new Uint8Array(2000).fill(byte) })),
    'unknown-format',
  ],
  ['an archive without arrays', zipSync({ 'a.txt': new Uint8Array(9) }), 'empty'],
  ['an archive of several arrays', fromBase64(archives.stored), 'invalid-argument'],
  ['an array of one axis', fromBase64(arrays.oneAxis.base64), 'geometry'],
])('%s is refused', async (_, input, code) => {
  await expect(readVolume(input)).rejects.toMatchObject({ code });
});

test('A mislabelled file is read as what it is', async () => {
  const { shape } = await readVolume([{ name: 'scan.dcm', bytes: nifti }]);
  expect(shape).toEqual([3, 4, 5]);
});

test('Any damage to a file of any format gives a volume or a FormatError', async () => {
  const volume = await readVolume(nifti);
  const samples = [
    ...Object.values(pictures).map(({ base64 }) => fromBase64(base64)),
    ...Object.values(archives).map(fromBase64),
    ...[nifti, gzipSync(nifti), dicom, writeVolumeSafetensors(volume)],
  ];
  const property = fc.asyncProperty(
    fc.constantFrom(...samples),
    fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
    fc.option(fc.nat()),
    fc.constantFrom('mask', 'volume'),
    async (sample, changes, cut, array) => {
      const bytes = sample.slice(0, cut === null ? sample.length : cut % sample.length);
      for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
      try {
        const { data, shape } = await readVolume(bytes, { maxBytes: 1 << 22, array });
        expect(data.length).toBe(shape[0] * shape[1] * shape[2]);
      } catch (error) {
        if (!FormatError.isInstance(error)) throw error;
      }
    },
  );
  await fc.assert(property, { numRuns: 1000 });
});
