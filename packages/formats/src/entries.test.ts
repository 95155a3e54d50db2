/** Every public function answers a wrong argument with a FormatError, and bytes in any dress are bytes. */
import { gzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { archives, arrays } from './fixtures/arrays.js';
import { dicoms } from './fixtures/dicoms.js';
import { fromBase64 } from './fixtures/from-base64.js';
import { niftis } from './fixtures/niftis.js';
import { pictures } from './fixtures/pictures.js';
import * as formats from './index.js';

const { FormatError } = formats;
type AnyFunction = (...values: unknown[]) => unknown;
const functions = Object.entries(formats).filter(
  ([name, value]) => typeof value === 'function' && name !== 'FormatError',
) as [string, AnyFunction][];
const wrong: unknown[] = [
  undefined,
  null,
  'scan.nii',
  7,
  Number.NaN,
  true,
  {},
  [],
  [undefined],
  [{}],
  () => 1,
  new Float32Array(4),
];

const isClass = (value: AnyFunction) => /^class\b/.test(Function.prototype.toString.call(value));

/** What a call gives or throws; promises are waited for. */
async function outcome(call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    return error;
  }
}

test.each(functions)('%s(anything else) answers with a FormatError or a result', async (name, call) => {
  let refused = 0;
  for (const value of wrong) {
    for (const args of [[value], [value, value], [value, value, value]]) {
      const answer = await outcome(() => (isClass(call) ? Reflect.construct(call, args) : call(...args)));
      if (answer instanceof Error) {
        expect(FormatError.isInstance(answer), `${name}: ${answer.stack}`).toBe(true);
        refused++;
      }
    }
  }
  expect(refused).toBeGreaterThan(0);
});

const volume = formats.readNifti(fromBase64(niftis.int16.base64));
const png = fromBase64(pictures.grey8.base64);
const raster = formats.decodePng(png);
const mask = { ...volume, data: new Uint8Array(volume.data.length) };
const files = [{ name: 'a', bytes: fromBase64(dicoms.explicit.base64) }];
const [series] = formats.groupDicomSeries(files).series;
const segments = [{ label: 1, name: 'Lesion' }];
const withOptions: Record<string, (options: object) => unknown> = {
  readVolume: (options) => formats.readVolume(png, options),
  readSlice: (options) => formats.readSlice(png, options),
  readGreySlice: (options) => formats.readGreySlice(png, options),
  readNifti: (options) => formats.readNifti(fromBase64(niftis.int16.base64), options),
  writeNifti: (options) => formats.writeNifti(volume, options),
  readDicom: (options) => formats.readDicom(files[0].bytes, options),
  groupDicomSeries: (options) => formats.groupDicomSeries(files, options),
  readSeriesVolume: (options) => formats.readSeriesVolume(series, options),
  readDicomSeries: (options) => formats.readDicomSeries(files, options),
  writeDicomSegmentation: (options) =>
    formats.writeDicomSegmentation({ data: new Uint8Array(192), shape: series.shape }, series, {
      segments,
      ...options,
    }),
  decodePng: (options) => formats.decodePng(png, options),
  decodeJpeg: (options) => formats.decodeJpeg(fromBase64(pictures.jpegGrey.base64), options),
  readNpy: (options) => formats.readNpy(fromBase64(arrays.f4.base64), options),
  readNpz: (options) => formats.readNpz(fromBase64(archives.stored), options),
  renderOverlay: (options) => formats.renderOverlay(volume, mask, options),
  writeMaskPng: (options) => formats.writeMaskPng(mask, options),
  volumeFromRaster: (options) => formats.volumeFromRaster(raster, options),
  readVolumeSafetensors: (options) =>
    formats.readVolumeSafetensors(formats.writeVolumeSafetensors(volume), options),
};

test.each(Object.entries(withOptions))('%s refuses an option that it does not know', async (name, call) => {
  expect(await outcome(() => call({}))).not.toBeInstanceOf(Error);
  expect(await outcome(() => call({ nonsense: 1 }))).toMatchObject({
    code: 'invalid-argument',
    message: expect.stringMatching(new RegExp(`^${name} has no option nonsense\\. The options are`)),
  });
});

test('a misspelled option gets the name that was probably meant', async () => {
  expect(await outcome(() => formats.readDicom(png, { maxBites: 1 } as object))).toMatchObject({
    message: expect.stringMatching(/Did you mean maxBytes\?/),
  });
  expect(await outcome(() => formats.writeNifti(volume, { label: true } as object))).toMatchObject({
    message: expect.stringMatching(/Did you mean labels\?/),
  });
});

const readers: [string, (bytes: never) => unknown, Uint8Array][] = [
  ['readVolume', formats.readVolume, gzipSync(fromBase64(niftis.int16.base64))],
  ['readSlice', formats.readSlice, png],
  ['readGreySlice', formats.readGreySlice, png],
  ['readDicom', formats.readDicom, files[0].bytes],
  ['decodeJpeg', formats.decodeJpeg, fromBase64(pictures.jpegGrey.base64)],
  ['recognize', formats.recognize, png],
  ['readNifti', formats.readNifti, fromBase64(niftis.int16.base64)],
  ['decodePng', formats.decodePng, png],
  ['readNpy', formats.readNpy, fromBase64(arrays.f4.base64)],
  ['listNpz', formats.listNpz, fromBase64(archives.stored)],
  ['readNpz', formats.readNpz, fromBase64(archives.deflated ?? archives.stored)],
  ['readVolumeSafetensors', formats.readVolumeSafetensors, formats.writeVolumeSafetensors(volume)],
];

test.each(readers)(
  '%s takes an ArrayBuffer, a view and shared memory for bytes',
  async (name, read, bytes) => {
    const call = read as (bytes: unknown) => unknown;
    const expected = await call(bytes);
    const padded = new Uint8Array(bytes.length + 9);
    padded.set(bytes, 5);
    const dresses: unknown[] = [
      bytes.slice().buffer,
      new DataView(padded.buffer, 5, bytes.length),
      padded.subarray(5, 5 + bytes.length),
    ];
    if (typeof SharedArrayBuffer !== 'undefined') {
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
      shared.set(bytes);
      dresses.push(shared, shared.buffer);
    }
    for (const dress of dresses) expect(await call(dress)).toEqual(expected);
    const blob = new Blob([bytes as Uint8Array<ArrayBuffer>]);
    if (['readVolume', 'readSlice', 'readGreySlice', 'readDicom', 'decodeJpeg'].includes(name)) {
      expect(await call(blob)).toEqual(expected);
    } else {
      expect(await outcome(() => call(blob))).toMatchObject({
        code: 'invalid-argument',
        message: expect.stringMatching(/arrayBuffer/),
      });
    }
  },
);

test('files of a folder may be ArrayBuffers, too', async () => {
  const [{ name, bytes }] = files;
  const given = [{ name, bytes: bytes.slice().buffer as unknown as Uint8Array }];
  expect((await formats.readVolume(given)).shape).toEqual([1, 12, 16]);
  expect(formats.groupDicomSeries(given).series).toHaveLength(1);
});
